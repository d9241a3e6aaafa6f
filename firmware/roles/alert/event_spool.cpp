#include "roles/alert/event_spool.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>

namespace tram::roles {

namespace asio = boost::asio;

namespace {

// Lines of events that are done may stay so long.
constexpr std::size_t restOctets = 64 * 1024;

// What one write brings to the disk.
struct Job {
    std::vector<SpooledEvent> fresh;
    std::vector<SpooledEvent> all;
    bool anew = false;
    std::uint64_t done = 0;
    std::optional<std::uint64_t> known;
};

SpoolFile::Written carryOut(SpoolFile& file, const Job& job, std::size_t most) {
    SpoolFile::Written written;
    const bool grown = file.size() > (job.all.empty() ? restOctets : 2 * most);
    if (job.anew || grown) {
        written = file.rewrite(job.all);
    } else if (!job.fresh.empty()) {
        written = file.append(job.fresh);
    }
    // tram-hal is asked anew for what is not on the disk.
    if (written) written = file.markDone(job.done, job.known);
    return written;
}

}  // namespace

EventSpool::EventSpool(asio::any_io_executor executor, asio::thread_pool& disk, SpoolFile file,
                       std::function<void(const std::string&)> complain, std::size_t most)
    : executor_(std::move(executor)), disk_(disk), file_(std::move(file)), complain_(std::move(complain)), most_(most) {
    auto state = file_.load();
    waiting_ = std::move(state.waiting);
    for (const auto& event : waiting_) sizes_.push_back(encodeSpooled(event).size() + 1);
    for (const auto size : sizes_) octets_ += size;
    lastNumber_ = saved_ = state.number;
    known_ = state.sequence;
    dropOldest();
}

void EventSpool::add(std::span<const hal::AlarmEvent> events, std::uint64_t known) {
    if (events.empty() && known_ == known) return;
    for (const auto& event : events) {
        waiting_.push_back({++lastNumber_, event});
        sizes_.push_back(encodeSpooled(waiting_.back()).size() + 1);
        octets_ += sizes_.back();
    }
    known_ = known;
    dropOldest();
    persist();
}

void EventSpool::dropOldest() {
    std::size_t count = 0;
    while (count < waiting_.size() && octets_ > most_) octets_ -= sizes_[count++];
    if (count == 0) return;
    if (dropped_ == 0) complain_("the spool is full; the oldest events are dropped");
    dropped_ += count;
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    sizes_.erase(sizes_.begin(), sizes_.begin() + static_cast<std::ptrdiff_t>(count));
}

void EventSpool::finish(std::span<const std::uint64_t> numbers) {
    if (numbers.empty()) return;
    std::vector<SpooledEvent> left;
    std::vector<std::size_t> sizes;
    octets_ = 0;
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
        if (std::ranges::contains(numbers, waiting_[i].number)) {
            if (!left.empty()) outOfOrder_ = true;
            continue;
        }
        left.push_back(std::move(waiting_[i]));
        sizes.push_back(sizes_[i]);
        octets_ += sizes_[i];
    }
    waiting_ = std::move(left);
    sizes_ = std::move(sizes);
    persist();
}

void EventSpool::persist() {
    dirty_ = writing_;
    if (writing_) return;
    writing_ = true;
    Job job;
    job.all = waiting_;
    job.anew = std::exchange(outOfOrder_, false);
    std::ranges::copy_if(waiting_, std::back_inserter(job.fresh),
                         [&](const auto& event) { return event.number > saved_; });
    job.done = waiting_.empty() ? lastNumber_ : waiting_.front().number - 1;
    job.known = known_;
    const auto last = lastNumber_;
    asio::post(disk_, [self = shared_from_this(), job = std::move(job), last] {
        auto written = carryOut(self->file_, job, self->most_);
        asio::post(self->executor_, [self, written = std::move(written), anew = job.anew, last] {
            self->writing_ = false;
            if (written) {
                self->saved_ = last;
                self->complained_ = false;
            } else {
                self->outOfOrder_ = self->outOfOrder_ || anew;
                if (!std::exchange(self->complained_, true)) self->complain_(written.error());
            }
            if (self->dirty_) self->persist();
        });
    });
}

}  // namespace tram::roles
