#include "gateway/network/ledger/work.h"

#include "gateway/network/access/person_access.h"
#include "gateway/network/access/settled_records.h"
#include "gateway/network/ledger/rights.h"
#include "gateway/network/sharing/facts.h"

#include <algorithm>
#include <array>
#include <set>

namespace renkei::ledger {
namespace {

using sharing::Reason;
using sharing::RelationKind;
using store::PersonRecords;

constexpr std::array insurer_lists{store::certification_kind, store::opinion_kind};
constexpr std::array insurer_reads{store::certification_kind, store::opinion_kind, store::state_kind};
constexpr std::array office_lists{store::opinion_kind, store::registration_kind, store::relation_kind};
constexpr std::array office_reads{store::opinion_kind, store::registration_kind, store::consent_kind,
                                  store::state_kind,   store::relation_kind,     store::certification_kind};

void add_of_insurer(const PersonRecords& records, const PresentPerson& person, std::vector<Work>& out) {
    const std::vector<sharing::OpinionRequest> requests = requests_in(records);
    std::set<std::string> beside;
    for (const auto& [hash, kept, order] : records.certifications) {
        if (!kept.is_open() || kept.insurer != person.state.insurer) {
            continue;
        }
        ApplicationWork work{.record = sharing::with_opinion(kept, requests)};
        work.status = sharing::status_of(work.record, person.state, person.at);
        for (const sharing::OpinionRequest& each : requests) {
            if (sharing::belongs_to(each, kept)) {
                work.opinions.push_back(each);
                beside.insert(each.id);
            }
        }
        const time::Date limit = kept.limit();
        out.push_back({hash, std::move(work), limit});
    }
    for (const auto& [hash, kept, order] : records.opinions) {
        const sharing::OpinionState state = opinion_state_of(kept, person.state, person.at);
        if (kept.insurer == person.state.insurer && sharing::is_awaited(state)) {
            out.push_back({hash, OpinionWork{kept, state, beside.contains(kept.id)}, kept.due});
        }
    }
}

// The earlier one that is not over: what is over says so itself.
std::optional<time::Date> end_of(const sharing::Registration& it, const time::Date& today) {
    std::optional<time::Date> out;
    for (const std::optional<time::Date>& each : {it.until, it.view_until}) {
        if (each && today <= *each) {
            out = out ? std::min(out, each) : each;
        }
    }
    return out;
}

// No application is known here, or one that is open has none yet.
bool awaits_survey(const PersonRecords& records, const PresentPerson& person) {
    bool is_known = false;
    for (const auto& [hash, kept, order] : records.certifications) {
        const bool is_open = kept.is_open() && kept.insurer == person.state.insurer;
        if (is_open && !kept.day_of(sharing::CertificationStep::survey)) {
            return true;
        }
        is_known = is_known || kept.insurer == person.state.insurer;
    }
    return !is_known;
}

void add_of_office(const PersonRecords& records, PresentPerson person, const policy::Peer& peer,
                   std::vector<Work>& out) {
    const auto is_own = [&](const policy::Number& number) {
        return std::ranges::find(peer.numbers, number) != peer.numbers.end();
    };
    for (const auto& [hash, kept, order] : records.opinions) {
        const sharing::OpinionState state = opinion_state_of(kept, person.state, person.at);
        if (is_own(kept.institution) && kept.insurer == person.state.insurer && sharing::is_awaited(state)) {
            out.push_back({hash, OpinionWork{kept, state}, kept.due});
        }
    }
    for (const auto& [hash, kept, order] : records.relations) {
        const bool is_due = kept.kind == RelationKind::survey
                                ? !person.state.died && awaits_survey(records, person)
                                : kept.kind == RelationKind::board_case;
        if (is_due && sharing::is_related(std::span(&kept, 1), kept.kind, peer.numbers,
                                          {.number = person.state.insurer}, person.at)) {
            RelationWork work{.record = kept,
                              .is_nameless = kept.kind == RelationKind::board_case &&
                                             person.insurer.settings.board_without_names};
            if (work.is_nameless && kept.subject) {
                work.record.subject = {.number = kept.subject->number};
            }
            out.push_back({hash, std::move(work), kept.due ? kept.due : kept.until});
        }
    }
    // what is missing, or looks otherwise, would say what is the insurer's to say
    person.state.died.reset();
    person.state.hidden = sharing::Hidden::none;
    std::vector<sharing::Consent> consents;
    std::ranges::transform(records.consents, std::back_inserter(consents),
                           [](const auto& kept) { return kept.record; });
    const Reason consent = sharing::consent_state(consents, {.at = person.at,
                                                             .insurer = person.insurer,
                                                             .kind = {},
                                                             .receiver = peer.numbers,
                                                             .purpose = sharing::Purpose::care});
    for (const auto& [hash, kept, order] : records.registrations) {
        if (may_register(peer) && is_own(kept.office) && !kept.ended) {
            const Reason state = state_of(kept, person);
            out.push_back({hash,
                           ServiceWork{kept, state, state == Reason::allowed ? consent : Reason::allowed},
                           end_of(kept, time::day_in_japan(person.at))});
        }
    }
}

} // namespace

const std::string& Work::id() const {
    return std::visit([](const auto& it) -> const std::string& { return it.record.id; }, what);
}

const std::optional<sharing::NamedSubject>& Work::subject() const {
    return std::visit(
        [](const auto& it) -> const std::optional<sharing::NamedSubject>& { return it.record.subject; },
        what);
}

diag::Result<WorkList> work_of(const store::Snapshot& snapshot, const policy::Peer& peer, base::Millis now) {
    const std::string insurer = access::insurer_number_of(peer);
    std::vector<store::ListQuery> lists;
    if (!insurer.empty()) {
        lists.push_back({.insurer = insurer});
    } else {
        std::ranges::transform(peer.numbers, std::back_inserter(lists), [](const policy::Number& number) {
            return store::ListQuery{.office = number};
        });
    }
    WorkList out;
    std::set<seal::Hash> seen; // under any linked number, and in any of the lists
    for (const store::ListQuery& query : lists) {
        const bool insures = !insurer.empty();
        using Kinds = std::span<const std::string_view>;
        TRY(std::vector<PersonRecords> persons,
            store::persons_listed(snapshot, query, insures ? Kinds(insurer_lists) : Kinds(office_lists),
                                  insures ? Kinds(insurer_reads) : Kinds(office_reads)));
        for (PersonRecords& each : persons) {
            if (each.numbers.empty() || seen.contains(each.numbers.front())) {
                continue;
            }
            seen.insert(each.numbers.begin(), each.numbers.end());
            if (!each.unread.empty()) {
                out.unread += each.unread.size();
                continue;
            }
            const PersonRecords records = access::settled(std::move(each), now);
            TRY(const PresentPerson person, present_person(snapshot, records, {}, now));
            if (!insures) {
                add_of_office(records, person, peer, out.all);
            } else if (person.state.insurer == insurer) {
                add_of_insurer(records, person, out.all);
            }
        }
    }
    for (Work& each : out.all) {
        each.place = (each.due ? each.due->text() : "none") + "." + each.id(); // digits come before letters
    }
    std::ranges::sort(out.all, {}, &Work::place);
    return out;
}

} // namespace renkei::ledger
