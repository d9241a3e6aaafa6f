// What decodes encodes to the same bytes again; nothing else is asked of hostile input but an answer.
#include <cstdlib>

#include "store/credentials/credential_record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram::credentials;
    const auto bytes = tram::asBytes({data, size});
    if (const auto record = decodeCredential(bytes)) {
        if (encode(*record) != bytes) std::abort();
        if (const auto scram = decodeScram(record->verifier)) {
            if (encodeScram(scram->keys, scram->iterations) != record->verifier) std::abort();
        }
    }
    return 0;
}
