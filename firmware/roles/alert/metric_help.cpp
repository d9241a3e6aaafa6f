#include "roles/alert/metric_help.hpp"

#include <algorithm>
#include <array>

namespace tram::roles {

namespace {

struct Help {
    std::string_view figure;
    std::string_view text;
};

// The figures that the processes report, in the order of their names.
constexpr std::array reports{
    Help{"certificate_expiry_timestamp_seconds", "When a certificate ends, in seconds since 1970."},
    Help{"journal_position", "Position of the journal's last record."},
    Help{"office_last_run_timestamp_seconds", "When the office last looked at what is due, in seconds since 1970."},
    Help{"process_loop_delay_seconds", "Seconds that the process's slowest loop let its work wait."},
    Help{"process_open_files", "Files and sockets that the process has open."},
    Help{"process_resident_octets", "Octets of memory that the process holds."},
    Help{"process_threads", "Threads of the process."},
    Help{"queue_messages", "Messages that wait to be sent on."},
    Help{"queue_octets", "Octets of the messages that wait to be sent on."},
    Help{"queue_oldest_seconds", "Seconds that the oldest message waits to be sent on."},
    Help{"queue_recipients", "Recipients of the messages that wait to be sent on."},
    Help{"relay_connections", "Connections to other servers."},
    Help{"relay_failed_attempts_total", "Attempts to send on that failed."},
    Help{"relay_loops_total", "Messages given up because they went in circles."},
    Help{"relay_transmitted_messages_total", "Messages sent on."},
    Help{"relay_transmitted_octets_total", "Octets of the messages sent on."},
    Help{"relay_transmitted_recipients_total", "Recipients to whom messages were sent on."},
    Help{"scan_killed_total", "Readers of letters that were killed for taking too much or too long."},
    Help{"scan_letters_total", "Letters that were read."},
    Help{"sessions", "Sessions that are open."},
    Help{"sign_ins_total", "Sign-ins by their result."},
    Help{"smtp_connections", "Connections of those who bring mail."},
    Help{"smtp_connections_total", "Connections of those who bring mail, counted since the start."},
    Help{"smtp_loops_total", "Messages refused because they went in circles."},
    Help{"smtp_received_messages_total", "Messages received."},
    Help{"smtp_received_octets_total", "Octets of the messages received."},
    Help{"smtp_received_recipients_total", "Recipients of the messages received."},
    Help{"smtp_rejected_messages_total", "Messages refused."},
    Help{"smtp_rejected_recipients_total", "Recipients refused."},
    Help{"store_commit_seconds", "Seconds of the longest commit of the last minute."},
    Help{"store_commits_total", "Commits of the store."},
    Help{"store_delivered_messages_total", "Copies of messages put into mailboxes."},
    Help{"store_failed_commits_total", "Commits of the store that failed."},
    Help{"store_map_octets", "Octets that the store's map may take."},
    Help{"store_map_used_octets", "Octets of the store's map that are in use."},
    Help{"store_readers", "Readers of the store at the moment."},
    Help{"store_space_free_octets", "Octets free on the mail volume."},
    Help{"store_space_octets", "Octets of the mail volume."},
    Help{"store_turn_seconds", "Seconds since the store's writer last looked for work."},
    Help{"store_writable", "1 where the store takes changes."},
};
static_assert(std::ranges::is_sorted(reports, {}, &Help::figure));

std::string spaced(std::string_view name) {
    std::string words(name);
    std::ranges::replace(words, '_', ' ');
    std::ranges::replace(words, '-', ' ');
    return words;
}

std::string inItsOwnWords(std::string_view figure) {
    constexpr std::string_view total = "_total";
    if (figure.size() > total.size() && figure.ends_with(total))
        return spaced(figure.substr(0, figure.size() - total.size())) + ", counted since the start";
    return spaced(figure);
}

}  // namespace

std::string helpOfReport(std::string_view figure) {
    const auto* known = std::ranges::lower_bound(reports, figure, {}, &Help::figure);
    if (known != reports.end() && known->figure == figure) return std::string(known->text);
    return "Of a process: " + inItsOwnWords(figure) + ".";
}

std::string helpOfComponent(hal::Kind kind, std::string_view figure) {
    return "Of each " + spaced(name(kind)) + ": " + inItsOwnWords(figure) + ".";
}

}  // namespace tram::roles
