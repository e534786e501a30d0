// Which documents: conditions are joined by "and", the values of one condition by "or"; empty means no
// condition.
#pragma once

#include "gateway/network/store/rows/rows.h"

namespace renkei::store {

// The caller; only documents that this peer may read are found (the same rule as policy::may_read).
struct Viewer {
    std::string peer;
    std::vector<policy::Identifier> numbers; // of the peer
};

// What the care hub opens to the viewer besides (access/find_documents.h): documents of these forms whose
// newest version names one of these persons and is not withdrawn, by that version alone.
struct OpenDocuments {
    std::vector<Hash> persons{};
    std::vector<std::string> forms{};
    bool empty() const { return persons.empty() || forms.empty(); }
};

struct DocumentQuery {
    Viewer viewer{};
    std::vector<Hash> persons{};             // any of them is named by the version
    OpenDocuments open{};                    // `persons` of it are among those
    std::vector<std::string> only_brought{}; // forms of which the viewer finds what it sent or brought alone
    std::string form{}; // of the newest version that names the viewer; so are date and created
    std::vector<policy::Identifier> senders{};
    std::string date_from{};  // of Version::date, as text, inclusive
    std::string date_to{};    // inclusive too: "2026-11" ends with the month
    Millis since = 0;         // Version::created; not being named any more is a change, too
    bool only_current = true; // newest versions that are not withdrawn; else all versions of each document
                              // that name the viewer, oldest first: as_gone() if they are not shown any more
    bool with_withdrawn = false; // of the newest ones: withdrawals too, as_gone()
    std::string after{};         // document id: continue behind it (ids sort by time)
    bool newest_first = true;
    std::uint32_t limit = 50; // documents
};

struct DocumentPage {
    std::vector<Version> versions{};
    bool more = false;
    std::string after{}; // if there is more: DocumentQuery::after of the next page
};

struct DeliveryQuery {
    std::string peer{};
    std::string document{};
    std::vector<DeliveryState> states{};
    std::string after{}; // an id: page by page, in the order of ids
    std::uint32_t limit = 100;
    bool newest_first = false; // else in the order of ids
};

// Deliveries in a peer's mailbox, in the order in which they were made: versions of a document in theirs.
struct MailboxQuery {
    std::string peer{};
    std::string after{}; // an id: page by page; of one that is not there any more: from the beginning
    std::uint32_t limit = 100;
    bool leaves_out_closed = false; // what is written down as closed (closed_deliveries.h)
};

} // namespace renkei::store
