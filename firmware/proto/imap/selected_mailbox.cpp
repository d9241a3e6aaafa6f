#include "proto/imap/selected_mailbox.hpp"

#include <algorithm>
#include <limits>

#include "base/limits.hpp"

namespace tram::imap {

SelectedMailbox::SelectedMailbox(Backend& backend, const FolderInfo& info, Access access, Rights rights)
    : folder_(info.id),
      mailbox_(info.mailbox),
      name_(info.name),
      access_(access),
      rights_(rights),
      uidValidity_(info.state.uidValidity),
      uidNext_(info.state.uidNext),
      keywords_(info.keywords),
      expungedUpTo_(info.state.highestModSequence),
      seen_(info.state.highestModSequence),
      synchronised_(info.state.highestModSequence),
      cursor_(ChangeCursor::after(info.state.highestModSequence)) {
    uids_.reserve(info.state.messages);
    takeNewMessages(backend);
    announced_ = exists();
}

std::uint32_t SelectedMailbox::lowerBound(Uid uid) const {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(uids_, uid) - uids_.begin());
}

std::optional<std::uint32_t> SelectedMailbox::indexOf(Uid uid) const {
    const auto index = lowerBound(uid);
    if (index == exists() || uids_[index] != uid) return std::nullopt;
    return index;
}

std::vector<UidRange> SelectedMailbox::uidRanges(std::span<const IndexRange> positions) const {
    std::vector<UidRange> ranges;
    ranges.reserve(positions.size());
    for (const auto& position : positions) ranges.push_back({uids_[position.first], uids_[position.last]});
    return ranges;
}

SelectedMailbox::Look SelectedMailbox::look(Backend& backend) {
    const auto state = backend.folderState(folder_);
    if (!state || state->uidValidity != uidValidity_) return Look::lost;
    if (state->highestModSequence == seen_ && state->uidNext <= uidNext_) {
        return untold_ ? Look::news : Look::nothing;
    }
    untold_ = true;

    std::vector<UidRange> ranges;
    const auto horizon = backend.expunged(folder_, expungedUpTo_, ranges);
    if (horizon) {
        takeExpunged(ranges);
        expungedUpTo_ = *horizon;
        seen_ = *horizon;
    } else if (horizon.error() == ReadError::tooOld) {
        compareAll(backend);
        expungedUpTo_ = state->highestModSequence;
        seen_ = state->highestModSequence;
    } else {
        return Look::lost;
    }
    uidNext_ = std::max(uidNext_, state->uidNext);
    takeNewMessages(backend);
    return Look::news;
}

void SelectedMailbox::takeNewMessages(Backend& backend) {
    while (true) {
        const auto before = uids_.size();
        backend.uids(folder_, lastUid(), limits::imap::uidBatch, uids_);
        if (uids_.size() - before < limits::imap::uidBatch) break;
    }
    if (!uids_.empty()) uidNext_ = std::max(uidNext_, Uid{uids_.back().value + 1});
}

void SelectedMailbox::takeExpunged(std::span<const UidRange> ranges) {
    const auto before = pending_.size();
    for (const auto& range : ranges) {
        for (auto index = lowerBound(range.first); index < exists() && uids_[index] <= range.last; ++index) {
            pending_.push_back(uids_[index]);
        }
    }
    if (pending_.size() == before) return;
    std::ranges::sort(pending_);
    const auto [first, last] = std::ranges::unique(pending_);
    pending_.erase(first, last);
}

void SelectedMailbox::compareAll(Backend& backend) {
    std::vector<Uid> present;
    present.reserve(uids_.size());
    while (true) {
        const auto before = present.size();
        backend.uids(folder_, present.empty() ? Uid{} : present.back(), limits::imap::uidBatch, present);
        if (present.size() - before < limits::imap::uidBatch) break;
    }
    pending_.clear();
    std::ranges::set_difference(uids_, present, std::back_inserter(pending_));
}

void SelectedMailbox::walked() {
    // The walk began after the look at expunges, so it has covered all that this look's horizon covers.
    cursor_ = std::max(cursor_, ChangeCursor::after(expungedUpTo_), [](const ChangeCursor& a, const ChangeCursor& b) {
        return std::pair(a.modSequence, a.uid) < std::pair(b.modSequence, b.uid);
    });
    synchronised_ = expungedUpTo_;
    untold_ = false;
    std::erase_if(own_, [this](ModSequence own) { return own <= expungedUpTo_; });
}

bool SelectedMailbox::isOwn(ModSequence modSequence) const {
    return std::ranges::binary_search(own_, modSequence);
}

void SelectedMailbox::addOwn(ModSequence modSequence) {
    if (own_.empty() || own_.back() < modSequence) own_.push_back(modSequence);
}

bool SelectedMailbox::isPending(Uid uid) const {
    return std::ranges::binary_search(pending_, uid);
}

std::vector<std::uint32_t> SelectedMailbox::pendingPositions() const {
    std::vector<std::uint32_t> positions;
    positions.reserve(pending_.size());
    auto from = uids_.begin();
    for (const auto uid : pending_) {
        from = std::lower_bound(from, uids_.end(), uid);
        positions.push_back(static_cast<std::uint32_t>(from - uids_.begin()));
    }
    return positions;
}

void SelectedMailbox::expungesTold() {
    const auto told = static_cast<std::uint32_t>(pending_.size());
    auto next = pending_.begin();
    std::erase_if(uids_, [&](Uid uid) {
        while (next != pending_.end() && *next < uid) ++next;
        return next != pending_.end() && *next == uid;
    });
    pending_.clear();
    announced_ -= told;
}

bool SelectedMailbox::takeKeywords(std::vector<std::string> keywords) {
    if (keywords == keywords_) return false;
    keywords_ = std::move(keywords);
    return true;
}

}  // namespace tram::imap
