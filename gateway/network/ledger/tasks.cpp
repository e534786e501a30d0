#include "gateway/network/ledger/tasks.h"

#include "gateway/network/access/hub.h"
#include "gateway/network/ledger/rights.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/sharing/matrix_compiler.h"

#include <algorithm>

namespace renkei::ledger {
namespace {

using access::PersonAccess;
using access::Reader;

// Of the sharing matrix.
constexpr std::string_view progress_kind = "cert.progress";
constexpr std::string_view board_kind = "cert.board";

// Who is asked about a hidden person has to do with that person, and a request says no place.
bool may_see(const PersonAccess& person, const Reader& reader, const sharing::OpinionRequest& request) {
    const sharing::PersonState& state = person.facts().person;
    if (request.insurer != state.insurer) {
        return false;
    }
    const bool is_asked =
        std::ranges::find(reader.peer.numbers, request.institution) != reader.peer.numbers.end();
    return is_asked || request.insurer == access::insurer_number_of(reader.peer);
}

// Whether the reader could see anything of the person. Apart from its own persons, the answer costs the same
// whatever is kept.
diag::Result<bool> may_have_tasks(const store::Snapshot& snapshot, const policy::Peer& peer,
                                  const seal::Hash& person, std::string_view insurer) {
    TRY(const bool may, may_have_rights(snapshot, peer, person, insurer));
    TRY(const bool is_asked, store::is_listed(snapshot, store::opinion_kind, person, peer.numbers));
    return may || is_asked;
}

// An institution reads its request when it has left the lists, too.
diag::Result<bool> is_own_request(const store::Snapshot& snapshot, const policy::Peer& peer,
                                  std::string_view id) {
    TRY(const store::PersonRecords found, store::record_with_id(snapshot, store::opinion_kind, id));
    return std::ranges::any_of(found.opinions, [&](const auto& kept) {
        return std::ranges::find(peer.numbers, kept.record.institution) != peer.numbers.end();
    });
}

diag::Result<std::vector<Task>> all_tasks(const store::Snapshot& snapshot, const Reader& reader,
                                          const seal::Hash& person) {
    TRY(PersonAccess access, PersonAccess::of(snapshot, reader, person));
    std::vector<Task> out;
    for (const sharing::OpinionRequest& each : access.facts().opinions) {
        if (may_see(access, reader, each)) {
            out.push_back(
                {person, std::pair(each, opinion_state_of(each, access.facts().person, reader.at))});
        }
    }
    TRY(const PersonAccess::Verdict progress, progress_of(access));
    const std::string ground = access.ground(progress);
    // what was made to the insurer is its own, also before it takes part in the hub
    const std::string& insurer = access.facts().person.insurer;
    const bool is_own = !insurer.empty() && access::insurer_number_of(reader.peer) == insurer;
    if (reader.ground != nullptr && !ground.empty() && (progress.is_open || (out.empty() && !is_own))) {
        reader.ground->note(ground, progress.is_open); // a request is a ground of its own
    }
    if (progress.is_open || is_own) {
        const auto all = access::certifications_of(snapshot, person);
        if (!all && !access::is_unreadable(all.error())) {
            return tl::make_unexpected(all.error());
        }
        // those that do not open are the operator's to find: `renkei certification list` names them
        for (auto& each : certifications_of(access.facts(),
                                            all.value_or(std::vector<sharing::Certification>()), reader.at)) {
            out.push_back({person, std::move(each)});
        }
    }
    return out;
}

} // namespace

const std::string& Task::id() const {
    return std::visit([](const auto& it) -> const std::string& { return it.first.id; }, what);
}

diag::Result<PersonAccess::Verdict> progress_of(PersonAccess& person) {
    TRY(PersonAccess::Verdict out, person.of_kind(progress_kind));
    out.is_open = out.is_open && !person.is_concealed();
    return out;
}

std::vector<std::pair<sharing::Certification, sharing::CertificationStatus>>
certifications_of(const access::PersonFacts& facts, const std::vector<sharing::Certification>& all,
                  base::Millis now) {
    std::vector<std::pair<sharing::Certification, sharing::CertificationStatus>> out;
    for (const sharing::Certification& each : all) {
        if (each.insurer == facts.person.insurer) {
            const sharing::Certification application = sharing::with_opinion(each, facts.opinions);
            out.emplace_back(application, sharing::status_of(application, facts.person, now));
        }
    }
    return out;
}

diag::Result<std::optional<sharing::Certification>>
newest_result(const store::Snapshot& snapshot, const Reader& reader, const seal::Hash& person) {
    TRY(const std::vector<Task> all, all_tasks(snapshot, reader, person));
    std::optional<sharing::Certification> out;
    constexpr auto result = sharing::CertificationStep::result;
    for (const Task& each : all) {
        const auto* const it =
            std::get_if<std::pair<sharing::Certification, sharing::CertificationStatus>>(&each.what);
        if (it != nullptr && it->first.certified && !it->first.withdrawn &&
            (!out || out->day_of(result) < it->first.day_of(result))) {
            out = it->first;
        }
    }
    return out;
}

diag::Result<std::vector<Task>> tasks_of(const store::Snapshot& snapshot, const Reader& reader,
                                         const seal::Hash& person, std::string_view insurer) {
    TRY(const bool may, may_have_tasks(snapshot, reader.peer, person, insurer));
    if (!may) {
        return std::vector<Task>();
    }
    TRY(std::vector<Task> out, all_tasks(snapshot, reader, person));
    const bool insures = !access::insurer_number_of(reader.peer).empty();
    std::erase_if(out, [&](const Task& each) {
        const auto* const request =
            std::get_if<std::pair<sharing::OpinionRequest, sharing::OpinionState>>(&each.what);
        return request != nullptr && !insures && !sharing::is_awaited(request->second);
    });
    return out;
}

diag::Result<std::optional<Task>> task_with_id(const store::Snapshot& snapshot, const Reader& reader,
                                               std::string_view id) {
    TRY(const std::optional<seal::Hash> known, store::person_of_record(snapshot, id));
    const seal::Hash person = known.value_or(seal::Hash());
    TRY(const bool may, may_have_rights(snapshot, reader.peer, person, {}));
    TRY(const bool is_own, is_own_request(snapshot, reader.peer, id));
    if (!may && !is_own) {
        return std::optional<Task>();
    }
    TRY(const std::vector<Task> all, all_tasks(snapshot, reader, person));
    const auto found = std::ranges::find(all, id, &Task::id);
    return found == all.end() ? std::optional<Task>() : std::optional(*found);
}

diag::Result<WorkPage<Task>> work_list(const store::Snapshot& snapshot, const Reader& reader,
                                       std::string_view after, std::uint32_t limit) {
    TRY(const WorkList work, work_of(snapshot, reader.peer, reader.at));
    return page_of<Task>(
        work, after, limit,
        [](const Work& it) {
            return std::holds_alternative<ApplicationWork>(it.what) ||
                   std::holds_alternative<OpinionWork>(it.what);
        },
        [&](const Work& it) { return task_with_id(snapshot, reader, it.id()); });
}

namespace {

// Of a case, whose days are asked apart.
diag::Result<bool> may_read_papers(PersonAccess& person) {
    TRY(const PersonAccess::Verdict papers, person.of_kind(board_kind));
    return papers.is_open || (papers.decided && papers.decided->allowed()); // without places, of a hidden one
}

diag::Result<bool> may_see(const store::Snapshot& snapshot, const Reader& reader, const Work& work) {
    const auto* const relation = std::get_if<RelationWork>(&work.what);
    if (relation == nullptr || relation->record.kind != sharing::RelationKind::board_case) {
        return true;
    }
    TRY(PersonAccess access, PersonAccess::of(snapshot, reader, work.person));
    return may_read_papers(access);
}

} // namespace

diag::Result<WorkList> seen_work(const store::Snapshot& snapshot, const Reader& reader) {
    TRY(WorkList out, work_of(snapshot, reader.peer, reader.at));
    std::vector<Work> seen;
    for (Work& each : out.all) {
        TRY(const bool is_seen, may_see(snapshot, reader, each));
        if (is_seen) {
            seen.push_back(std::move(each));
        }
    }
    out.all = std::move(seen);
    return out;
}

// Of an id that is not there, a person who is not known: at the same cost.
diag::Result<std::optional<CasePapers>> case_with_id(const store::Snapshot& snapshot, const Reader& reader,
                                                     std::string_view id) {
    TRY(const std::optional<seal::Hash> known, store::person_of_record(snapshot, id));
    CasePapers out{.person = known.value_or(seal::Hash())};
    TRY(PersonAccess access, PersonAccess::of(snapshot, reader, out.person));
    TRY(const bool may_read, may_read_papers(access));
    const sharing::Matrix& matrix = reader.hub->matrix;
    const std::optional<sharing::KindId> kind = matrix.kind(board_kind);
    const auto& relations = access.facts().relations;
    const auto it = std::ranges::find(relations, id, &sharing::StatedRelation::id);
    if (!may_read || !kind || it == relations.end() ||
        !sharing::is_related(std::span(&*it, 1), sharing::RelationKind::board_case, reader.peer.numbers,
                             access.facts().insurer, reader.at)) {
        return std::optional<CasePapers>();
    }
    for (const std::string& form : matrix[*kind].forms) {
        const bool is_of_case = form.starts_with(sharing::papers_of_case);
        out.forms.push_back(is_of_case ? form.substr(sharing::papers_of_case.size()) : form);
    }
    return std::optional(std::move(out));
}

diag::Result<WorkPage<store::Kept<sharing::StatedRelation>>> relation_list(const store::Snapshot& snapshot,
                                                                           const Reader& reader,
                                                                           std::string_view after,
                                                                           std::uint32_t limit) {
    using Shown = store::Kept<sharing::StatedRelation>;
    TRY(const WorkList work, seen_work(snapshot, reader));
    return page_of<Shown>(
        work, after, limit, [](const Work& it) { return std::holds_alternative<RelationWork>(it.what); },
        [&](const Work& it) -> diag::Result<std::optional<Shown>> {
            return Shown{it.person, std::get<RelationWork>(it.what).record};
        });
}

} // namespace renkei::ledger
