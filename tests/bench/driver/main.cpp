// tram-bench-driver WORKLOAD --name value...: the client side of the bench. It prints one JSON object.
#include <exception>
#include <iostream>
#include <map>

#include "failure.hpp"
#include "workloads.hpp"

int main(int count, char** words) {
    using namespace tram::bench;
    static const std::map<std::string, Result (*)(const Options&)> workloads{
        {"deliver", deliver},  {"append", append}, {"store", storeFlags},
        {"read", readMailbox}, {"idle", idle},     {"latency", latency}};
    try {
        const Options options(count, words);
        const auto found = workloads.find(options.workload());
        if (found == workloads.end()) throw Failure("no such workload: " + options.workload());
        found->second(options).print();
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "tram-bench-driver: " << error.what() << '\n';
        return 1;
    }
}
