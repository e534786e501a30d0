// All that waits for a peer, what is due first: for a list that is sorted, counted and searched as a whole.
// tasks.h has the same page by page.
#pragma once

#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/sharing/stated_relation.h"

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace renkei::ledger {

// An application to the municipality that reads, and what it asked for it.
struct ApplicationWork {
    sharing::Certification record{}; // with its opinion
    sharing::CertificationStatus status{};
    std::vector<sharing::OpinionRequest> opinions{};
};
// Awaited by the municipality, or of the institution that reads.
struct OpinionWork {
    sharing::OpinionRequest record{};
    sharing::OpinionState state{};
    bool is_beside = false; // among the opinions of an application in the list
};
// A person whom the office that reads serves.
struct ServiceWork {
    sharing::Registration record{};
    sharing::Reason state{};   // what it opens; a death is the insurer's to say, and is not in it
    sharing::Reason consent{}; // of one that opens something: what the person's consents permit
};
// A survey that is entrusted to the reader, or a case before its member of the certification board.
struct RelationWork {
    sharing::StatedRelation record{};
    bool is_nameless = false; // the insurer does not name persons to its board
};

struct Work {
    seal::Hash person{};
    std::variant<ApplicationWork, OpinionWork, ServiceWork, RelationWork> what{};
    std::optional<time::Date> due{}; // of a service, a case: when it ends, or its view deadline
    std::string place{};             // orders the list

    const std::string& id() const;
    const std::optional<sharing::NamedSubject>& subject() const;
};

struct WorkList {
    std::vector<Work> all{};
    std::size_t unread = 0; // records that do not open: their persons are not in the list
};

// Some of them, and where the next ones begin; empty: there are none.
template <class Shown>
struct WorkPage {
    std::vector<Shown> records{};
    std::string after{};
};
// At most `limit` behind `after` that `is_of` takes, each as `show` has it; of one that is not shown nothing.
template <class Shown, class IsOf, class Show>
diag::Result<WorkPage<Shown>> page_of(const WorkList& list, std::string_view after, std::uint32_t limit,
                                      const IsOf& is_of, const Show& show) {
    WorkPage<Shown> out;
    std::string_view last;
    std::uint32_t taken = 0;
    for (const Work& each : list.all) {
        if (each.place <= after || !is_of(each)) {
            continue;
        }
        if (taken++ == limit) {
            out.after = last;
            break;
        }
        last = each.place;
        TRY(std::optional<Shown> shown, show(each));
        if (shown) {
            out.records.push_back(*std::move(shown));
        }
    }
    return out;
}

// Hidden persons (支援措置) are in it as others are: who is asked about them has to do with them, and of its
// own registrations an office sees the same of everybody. Rows have no address. It rests on what is kept and
// on whose it is; what the matrix opens is for the reader of a row to ask (task_with_id).
diag::Result<WorkList> work_of(const store::Snapshot& snapshot, const policy::Peer& peer, base::Millis now);

} // namespace renkei::ledger
