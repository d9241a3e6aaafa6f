#include "roles/alert/health_answers.hpp"

#include <algorithm>
#include <array>

#include "roles/alert/metric_families.hpp"
#include "roles/alert/status_document.hpp"
#include "roles/alert/status_page.hpp"

namespace tram::roles {

namespace {

struct Asked {
    const HealthView& view;
    std::string_view version;
    std::string_view query;
    std::string_view acceptLanguage;
};

HealthReply live(const Asked&) {
    HealthReply reply;
    reply.body = "ok\n";
    return reply;
}

bool has(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        if (pair.substr(0, pair.find('=')) == name) return true;
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return false;
}

// As Kubernetes' components have it.
void addCheck(std::string& body, std::string_view name, std::string_view problem) {
    body += problem.empty() ? "[+]" : "[-]";
    body += name;
    body += problem.empty() ? " ok\n" : " " + std::string(problem) + "\n";
}

HealthReply readiness(const Asked& asked) {
    const auto& view = asked.view;
    HealthReply reply;
    reply.status = view.ready() ? 200 : 503;
    if (has(asked.query, "verbose")) {
        addCheck(reply.body, "store", view.store.problem);
        addCheck(reply.body, "active", view.active ? "" : "the other box of the pair serves");
    }
    reply.body += view.ready() ? "ready\n" : "not ready\n";
    return reply;
}

HealthReply status(const Asked& asked) {
    HealthReply reply;
    reply.status = statusOf(asked.view) == HealthStatus::fail ? 503 : 200;
    reply.type = "application/health+json";
    reply.body = statusDocument(asked.view, asked.version);
    return reply;
}

HealthReply metrics(const Asked& asked) {
    HealthReply reply;
    reply.type = "text/plain; version=0.0.4; charset=utf-8";
    reply.body = metricsText(asked.view, asked.version);
    return reply;
}

HealthReply page(const Asked& asked) {
    HealthReply reply;
    reply.type = "text/html; charset=utf-8";
    reply.body = statusPage(asked.view, acceptedLanguage(asked.acceptLanguage));
    return reply;
}

struct Resource {
    std::string_view path;
    HealthReply (*answer)(const Asked&);
};
constexpr std::array resources{Resource{"/health/live", live}, Resource{"/health/ready", readiness},
                               Resource{"/health/status.json", status}, Resource{"/metrics", metrics},
                               Resource{"/", page}};

// The path and query of "http://host/path?query", too.
std::string_view originForm(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        const auto slash = target.find('/', scheme.size());
        return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
    }
    return target;
}

std::string_view reasonOf(unsigned status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 413:
            return "Content Too Large";
        case 431:
            return "Request Header Fields Too Large";
        default:
            return "Service Unavailable";
    }
}

}  // namespace

HealthReply answerHealth(std::string_view method, std::string_view target, std::string_view acceptLanguage,
                         const HealthView& view, std::string_view version) {
    const auto origin = originForm(target);
    if (!origin.starts_with('/')) return refuseRequest(400);
    const auto mark = std::min(origin.find('?'), origin.size());
    const auto path = origin.substr(0, mark);
    const auto* found = std::ranges::find(resources, path, &Resource::path);
    if (found == resources.end()) return refuseRequest(404);
    if (method != "GET" && method != "HEAD") {
        auto reply = refuseRequest(405);
        reply.allow = "GET, HEAD";
        return reply;
    }
    return found->answer({view, version, origin.substr(std::min(mark + 1, origin.size())), acceptLanguage});
}

HealthReply refuseRequest(unsigned status) {
    HealthReply reply;
    reply.status = status;
    reply.body = std::to_string(status) + " " + std::string(reasonOf(status)) + "\n";
    return reply;
}

}  // namespace tram::roles
