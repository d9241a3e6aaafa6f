#include "proto/imap/selected_mailbox.hpp"

#include <algorithm>
#include <limits>

#include "base/limits.hpp"

namespace tram::imap {

SelectedMailbox::SelectedMailbox(const FolderInfo& info, Access access, Rights rights)
    : folder_(info.id),
      mailbox_(info.mailbox),
      name_(info.name),
      access_(access),
      rights_(rights),
      uidValidity_(info.state.uidValidity),
      uidNext_(info.state.uidNext),
      keywords_(info.keywords),
      announced_(info.state.messages),
      expungedUpTo_(info.state.highestModSequence),
      seen_(info.state.highestModSequence),
      synchronised_(info.state.highestModSequence),
      cursor_(ChangeCursor::after(info.state.highestModSequence)) {}

std::expected<void, ReadError> SelectedMailbox::loadUids(Backend& backend) {
    if (loaded_) return {};
    std::vector<Uid> found;
    found.reserve(announced_);
    const auto take = [&](const UidRange& range) {
        for (auto uid = range.first; uid <= range.last && uid < uidNext_; ++uid.value) found.push_back(uid);
    };
    std::ranges::for_each(backend.present(folder_), take);
    // Below the announced UIDNEXT messages only go, so the same number is the same messages.
    if (found.size() != announced_) {
        std::vector<UidRange> gone;
        if (const auto listed = backend.expunged(folder_, expungedUpTo_, gone); !listed) {
            return std::unexpected(listed.error());
        }
        std::ranges::for_each(gone, take);
        std::ranges::sort(found);
        const auto [first, last] = std::ranges::unique(found);
        found.erase(first, last);
        if (found.size() != announced_) return std::unexpected(ReadError::tooOld);
    }
    uids_ = std::move(found);
    loaded_ = true;
    return {};
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
    if (!loadUids(backend)) return Look::lost;
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
    dropUnannounced();
}

void SelectedMailbox::dropUnannounced() {
    if (announced_ >= uids_.size()) return;
    const auto unknown = std::ranges::lower_bound(pending_, uids_[announced_]);
    std::erase_if(uids_, [&](Uid uid) { return std::binary_search(unknown, pending_.end(), uid); });
    pending_.erase(unknown, pending_.end());
}

void SelectedMailbox::compareAll(Backend& backend) {
    pending_.clear();
    auto uid = uids_.begin();
    for (const auto& range : backend.present(folder_)) {
        while (uid != uids_.end() && *uid < range.first) pending_.push_back(*uid++);
        while (uid != uids_.end() && *uid <= range.last) ++uid;
    }
    pending_.insert(pending_.end(), uid, uids_.end());
    dropUnannounced();
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
