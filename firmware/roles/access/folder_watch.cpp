#include "roles/access/folder_watch.hpp"

#include "roles/access/imap_session.hpp"

namespace tram::roles {

void FolderWatch::watch(ImapSession& session, FolderId before, FolderId now) {
    if (before) {
        const auto entry = watching_.find(before);
        if (entry != watching_.end()) {
            entry->second.erase(&session);
            if (entry->second.empty()) watching_.erase(entry);
        }
    }
    if (now) watching_[now].insert(&session);
}

void FolderWatch::changed(FolderId folder) {
    const auto entry = watching_.find(folder);
    if (entry == watching_.end()) return;
    for (auto* session : entry->second) session->folderChanged(folder);
}

void FolderWatch::anythingChanged() {
    for (const auto& [folder, sessions] : watching_) {
        for (auto* session : sessions) session->folderChanged(folder);
    }
}

}  // namespace tram::roles
