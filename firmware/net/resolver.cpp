#include "net/resolver.hpp"

#include <fcntl.h>
#include <unbound.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <utility>

#include "base/limits.hpp"
#include "net/dns_record.hpp"
#include "net/unique_fd.hpp"

namespace tram::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

enum RecordType : int {
    typeA = 1,
    typeCname = 5,
    typePtr = 12,
    typeMx = 15,
    typeTxt = 16,
    typeAaaa = 28,
    typeTlsa = 52
};
constexpr int classIn = 1;
constexpr int rcodeNoError = 0;
constexpr int rcodeNameError = 3;

struct ContextEnd {
    void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
};
struct ResultEnd {
    void operator()(ub_result* result) const { ub_resolve_free(result); }
};
using ResultPointer = std::unique_ptr<ub_result, ResultEnd>;

// libunbound's context and the watch on its descriptor. The watch runs while questions are open only, so
// that an idle resolver does not keep its loop.
struct Core : std::enable_shared_from_this<Core> {
    Core(asio::any_io_executor where, ub_ctx* created) : executor(where), descriptor(where), context(created) {}

    void opened() {
        if (++open == 1 && !watching) watch();
    }
    void closed() {
        if (--open != 0) return;
        error_code ignored;
        descriptor.cancel(ignored);
    }
    void watch() {
        watching = true;
        descriptor.async_wait(asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](error_code error) {
            self->watching = false;
            if (!error) ub_process(self->context.get());
            if (self->open != 0) self->watch();
        });
    }

    asio::any_io_executor executor;
    asio::posix::stream_descriptor descriptor;
    std::unique_ptr<ub_ctx, ContextEnd> context;
    std::size_t open = 0;
    bool watching = false;
};

// One question; libunbound holds its address until it has answered or was told to forget it.
struct Question {
    explicit Question(std::shared_ptr<Core> shared) : core(std::move(shared)), answered(core->executor) {
        core->opened();
    }
    ~Question() {
        if (id != 0) ub_cancel(core->context.get(), id);
        core->closed();
    }
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

    static void answer(void* self, int code, ub_result* result) {
        auto& question = *static_cast<Question*>(self);
        question.id = 0;
        question.code = code;
        question.result.reset(result);
        question.finished = true;
        question.answered.cancel();
    }

    std::shared_ptr<Core> core;
    asio::steady_timer answered;
    ResultPointer result;
    int id = 0;
    int code = 0;
    bool finished = false;
};

std::unexpected<DnsError> failure(DnsErrorKind kind, std::string detail) {
    return std::unexpected(DnsError{kind, std::move(detail)});
}

asio::awaitable<std::expected<ResultPointer, DnsError>> ask(std::shared_ptr<Core> core, std::string name, int type,
                                                            Deadline deadline) {
    const auto askable = askableName(name);
    if (!askable) co_return failure(DnsErrorKind::malformed, "no name for DNS: " + name);
    const auto question = std::make_unique<Question>(core);
    question->answered.expires_at(deadline);
    if (const int code = ub_resolve_async(core->context.get(), askable->c_str(), type, classIn, question.get(),
                                          Question::answer, &question->id);
        code != 0)
        co_return failure(DnsErrorKind::serverFailure, ub_strerror(code));
    if (!question->finished) co_await question->answered.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!question->finished) {
        if (std::chrono::steady_clock::now() >= deadline)
            co_return failure(DnsErrorKind::timeout, "no answer about " + *askable);
        co_return failure(DnsErrorKind::cancelled, "the question was withdrawn");
    }
    if (question->code != 0 || !question->result)
        co_return failure(DnsErrorKind::serverFailure, ub_strerror(question->code));
    const auto& result = *question->result;
    if (result.bogus != 0)
        co_return failure(DnsErrorKind::bogus, result.why_bogus != nullptr ? result.why_bogus : *askable);
    if (result.nxdomain != 0 || result.rcode == rcodeNameError)
        co_return failure(DnsErrorKind::noSuchName, *askable + " does not exist");
    if (result.rcode != rcodeNoError)
        co_return failure(DnsErrorKind::serverFailure, *askable + ": response code " + std::to_string(result.rcode));
    if (result.havedata == 0) co_return failure(DnsErrorKind::noData, *askable + " has no such record");
    co_return std::move(question->result);
}

template <class Record>
asio::awaitable<DnsResult<Record>> records(std::shared_ptr<Core> core, std::string name, int type, Deadline deadline,
                                           std::optional<Record> (*read)(ByteView)) {
    auto result = co_await ask(std::move(core), name, type, deadline);
    if (!result) co_return std::unexpected(std::move(result.error()));
    DnsAnswer<Record> answer;
    answer.security = (*result)->secure != 0 ? DnsSecurity::secure : DnsSecurity::insecure;
    answer.ttl = std::chrono::seconds((*result)->ttl);
    const auto canonical = (*result)->canonname != nullptr ? askableName((*result)->canonname) : askableName(name);
    if (canonical) answer.canonicalName = *canonical;
    for (std::size_t i = 0; (*result)->data[i] != nullptr && i < limits::net::dnsRecords; ++i) {
        const ByteView data((*result)->data[i], static_cast<std::size_t>(std::max((*result)->len[i], 0)));
        if (auto record = read(data)) answer.records.push_back(std::move(*record));
    }
    // One bad record among good ones is passed over; nothing but bad ones is an error.
    if (answer.records.empty()) co_return failure(DnsErrorKind::malformed, name + ": no usable record");
    co_return answer;
}

class UnboundResolver final : public Resolver {
public:
    explicit UnboundResolver(std::shared_ptr<Core> core) : core_(std::move(core)) {}

    Result<MxRecord> mx(std::string name, Deadline deadline) override {
        auto answer = co_await records<MxRecord>(core_, std::move(name), typeMx, deadline, mxRecord);
        if (answer) std::ranges::stable_sort(answer->records, {}, &MxRecord::preference);
        co_return answer;
    }
    Result<asio::ip::address_v4> a(std::string name, Deadline deadline) override {
        return records<asio::ip::address_v4>(core_, std::move(name), typeA, deadline, aRecord);
    }
    Result<asio::ip::address_v6> aaaa(std::string name, Deadline deadline) override {
        return records<asio::ip::address_v6>(core_, std::move(name), typeAaaa, deadline, aaaaRecord);
    }
    Result<std::string> txt(std::string name, Deadline deadline) override {
        return records<std::string>(core_, std::move(name), typeTxt, deadline, txtRecord);
    }
    Result<std::string> ptr(asio::ip::address address, Deadline deadline) override {
        return records<std::string>(core_, reverseName(address), typePtr, deadline, nameRecord);
    }
    Result<TlsaRecord> tlsa(std::string name, Deadline deadline) override {
        return records<TlsaRecord>(core_, std::move(name), typeTlsa, deadline, tlsaRecord);
    }
    Result<std::string> cname(std::string name, Deadline deadline) override {
        return records<std::string>(core_, std::move(name), typeCname, deadline, nameRecord);
    }

private:
    std::shared_ptr<Core> core_;
};

}  // namespace

std::expected<std::unique_ptr<Resolver>, NetError> Resolver::create(asio::any_io_executor executor,
                                                                    ResolverOptions options) {
    auto core = std::make_shared<Core>(std::move(executor), ub_ctx_create());
    ub_ctx* context = core->context.get();
    if (context == nullptr) return std::unexpected(NetError{NetErrorKind::internal, "ub_ctx_create"});
    NetError error;
    bool good = true;
    const auto take = [&](int code, const std::string& what) {
        if (code == 0 || !good) return;
        good = false;
        error = {NetErrorKind::malformed, what + ": " + ub_strerror(code)};
    };
    const auto set = [&](const char* option, const std::string& value) {
        take(ub_ctx_set_option(context, option, value.c_str()), option + value);
    };
    // libunbound would read these with the first question and answer everything with SERVFAIL.
    for (const auto& file : {options.rootHints, options.trustAnchors})
        if (file && ::access(file->c_str(), R_OK) != 0) return std::unexpected(netErrorOf(errno, file->native()));
    ub_ctx_debuglevel(context, 0);
    // A forwarder may well be on this machine, and the TSL network's addresses are private ones.
    set("do-not-query-localhost:", "no");
    set("unblock-lan-zones:", "yes");
    set("local-zone:", "test. transparent");
    // A server that was away is found again at once, not after a quarter of an hour.
    set("infra-keep-probing:", "yes");
    set("cache-max-ttl:", std::to_string(options.cacheMaximum.count()));
    set("cache-max-negative-ttl:", std::to_string(std::min<std::int64_t>(options.cacheMaximum.count(), 3'600)));
    for (const auto& forwarder : options.forwarders) {
        const std::string address = forwarder.address().to_string() + "@" + std::to_string(forwarder.port());
        take(ub_ctx_set_fwd(context, address.c_str()), "forwarder " + address);
    }
    if (options.rootHints) set("root-hints:", options.rootHints->native());
    if (options.localAddress) set("outgoing-interface:", options.localAddress->to_string());
    if (options.trustAnchors)
        take(ub_ctx_add_ta_file(context, options.trustAnchors->c_str()), options.trustAnchors->native());
    take(ub_ctx_async(context, 1), "threads");
    if (!good) return std::unexpected(error);

    UniqueFd own(::fcntl(ub_fd(context), F_DUPFD_CLOEXEC, 0));
    if (!own) return std::unexpected(netErrorOf(errno, "resolver"));
    error_code failed;
    core->descriptor.assign(own.get(), failed);
    if (failed) return std::unexpected(netErrorOf(failed.value(), "resolver"));
    (void)own.release();
    return std::make_unique<UnboundResolver>(std::move(core));
}

}  // namespace tram::net
