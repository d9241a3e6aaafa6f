// Which sessions of one loop want to hear of which folder.
//
// Threads: one, the loop's.
#pragma once

#include <map>
#include <set>

#include "base/ids.hpp"

namespace tram::roles {

class ImapSession;

class FolderWatch {
public:
    // A session watches one folder at a time; 0 is none.
    void watch(ImapSession& session, FolderId before, FolderId now);
    // Tells the sessions that watch this folder.
    void changed(FolderId folder);
    // What happened is not known: tells every session.
    void anythingChanged();

private:
    std::map<FolderId, std::set<ImapSession*>> watching_;
};

}  // namespace tram::roles
