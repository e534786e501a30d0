// What is under way over FHIR: about a person, and the caller's own work list; applications for certification
// and requests for an opinion as their municipality enters and changes them.
#include "gateway/core/text/alternatives.h"
#include "gateway/core/text/words.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/tasks.h"
#include "gateway/network/server/records/insurer_kind.h"
#include "gateway/network/server/records/record_list.h"
#include "gateway/network/server/records/task_resource.h"
#include "generated/messages/ledger.h"
#include "generated/messages/records.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::server {
namespace {

using ledger::Task;
using sharing::Certification;
using sharing::OpinionRequest;

constexpr std::string_view owner_parameter = "owner.identifier";
constexpr std::string_view status_parameter = "status";
constexpr std::string_view status_system = "http://hl7.org/fhir/task-status|"; // may stand before a code

policy::Identifier owner_of(const sharing::Certification& application) {
    return policy::identifier_of({"insurer", application.insurer});
}
policy::Identifier owner_of(const OpinionRequest& request) {
    return policy::identifier_of(request.institution);
}

// Codes of a parameter, "requested,in-progress"; empty: it was not given.
Result<std::vector<TaskStatus>> wanted_statuses(const Request& request) {
    std::vector<TaskStatus> out;
    std::string_view rest = request.parameter(status_parameter);
    while (!rest.empty()) {
        std::string_view code = text::next_part(rest, ',');
        code.remove_prefix(code.starts_with(status_system) ? status_system.size() : 0);
        const auto* const known = std::ranges::find(task_statuses, code);
        if (known == std::end(task_statuses)) {
            return diag::fail(
                message::parameter_wrong, {},
                {std::string(status_parameter), std::string(code), text::alternatives(task_statuses)});
        }
        out.push_back(static_cast<TaskStatus>(known - std::begin(task_statuses)));
    }
    return out;
}

// "system|value", or the value alone.
bool is_owner(const policy::Identifier& owner, std::string_view token) {
    const std::size_t bar = token.find('|');
    return bar == std::string_view::npos
               ? owner.value == token
               : owner.system == token.substr(0, bar) && owner.value == token.substr(bar + 1);
}

} // namespace

// What both kinds of tasks have: read as what is under way.
template <class Record>
struct TaskKind : InsurerKind<Record> {
    using Shown = Task;
    static constexpr std::string_view type = task_type;
    static constexpr std::string_view person = "Task.for";
    static constexpr AuditedAs listed = listed_tasks;
    static constexpr auto parameters = &task_record_parameters;
    static constexpr bool is_in_documents = true;

    // Its version changes with the state, which the record alone does not say, and not with the name of the
    // person.
    static FoundRecord written(ServerContext& gateway, const Request& request, const Task& task,
                               const policy::Identifier& person) {
        return std::visit(
            [&](const auto& it) {
                const auto& [record, state] = it;
                RecordView view = view_of(gateway, request, {}, {});
                const auto text = [&] { return task_form(view.forms, record, state).resource(view); };
                view.version = seal::to_hex(seal::keyed_hash(gateway.store().search_key(), {"task", text()}))
                                   .substr(0, 16);
                view.person = person;
                return FoundRecord{record.id, text(), view.version};
            },
            task.what);
    }
    static Result<std::optional<Task>> with_id(ServerContext& gateway, const Request& request,
                                               const store::Snapshot& snapshot, const seal::Hash& /*person*/,
                                               std::string_view id) {
        return ledger::task_with_id(snapshot, reader_of(gateway, request), id);
    }
    static Result<std::vector<Task>> of_person(ServerContext& gateway, const Request& request,
                                               const store::Snapshot& snapshot,
                                               const ledger::Subject& subject) {
        return ledger::tasks_of(snapshot, reader_of(gateway, request), subject.person, subject.insurer);
    }
    static bool has_list(const Request& /*request*/, bool /*is_continued*/) { return true; }
    static Result<ledger::WorkPage<Task>> listed_for(ServerContext& gateway, const Request& request,
                                                     const store::Snapshot& snapshot, std::string_view after,
                                                     std::uint32_t limit) {
        return ledger::work_list(snapshot, reader_of(gateway, request), after, limit);
    }
    // Whether the parameters ask for it.
    static Result<bool> is_wanted(const Request& request, const Task& task) {
        TRY(const std::vector<TaskStatus> statuses, wanted_statuses(request));
        return std::visit(
            [&](const auto& it) {
                const std::string_view owner = request.parameter(owner_parameter);
                const TaskStatus status = task_status(it.first, it.second);
                return (owner.empty() || is_owner(owner_of(it.first), owner)) &&
                       (statuses.empty() || std::ranges::find(statuses, status) != statuses.end());
            },
            task.what);
    }
    static Result<void> check_wanted(const Request& request) {
        return wanted_statuses(request).map([](const auto&) {});
    }
    static void note_wanted(const Request& request, AuditQueryText& query) {
        query.add(status_parameter, request.parameter(status_parameter));
    }
};

template <>
struct RecordKind<Certification> : TaskKind<Certification> {
    static constexpr std::string_view kind = store::certification_kind;
    static constexpr std::string_view name = kind;
    static constexpr std::string_view insurer = "owner";
    static constexpr std::string_view organisation{};
    static constexpr auto list = &store::PersonRecords::certifications;
    static constexpr std::array acts{&ledger::certification_start,    &ledger::certification_step,
                                     &ledger::certification_delay,    &ledger::certification_name,
                                     &ledger::certification_withdraw, &ledger::certification_reject};
    static constexpr auto make = &ledger::change_certification;

    static RecordForm& fill(const RecordForms& forms, const Certification& it,
                            const ledger::PresentPerson& person) {
        return task_form(forms, it, sharing::status_of(it, person.state, person.at));
    }
    // As a resource has it: with the opinion that was asked for.
    static Certification settled(Certification it, const store::PersonRecords& records) {
        return sharing::with_opinion(std::move(it), ledger::requests_in(records));
    }
    static Certification kept_of(Certification said, const Certification& kept, const Certification& shown) {
        constexpr auto step = sharing::CertificationStep::doctor_opinion;
        if (said.day_of(step) == shown.day_of(step)) {
            said.day_of(step) = kept.day_of(step);
        }
        return said;
    }
    // It has not ended.
    static bool is_same(const Certification& kept, const Read& read, const policy::Peer& /*caller*/) {
        return kept.is_open() && kept.insurer == read.insurer.value && kept.kind == read.record.kind &&
               kept.applied() == read.record.applied();
    }
    static Task shown(Certification record, const seal::Hash& person, const ledger::PresentPerson& present,
                      const store::PersonRecords& records) {
        const Certification now = settled(std::move(record), records);
        return {person, std::pair(now, sharing::status_of(now, present.state, present.at))};
    }
};

template <>
struct RecordKind<OpinionRequest> : TaskKind<OpinionRequest> {
    static constexpr std::string_view kind = store::opinion_kind;
    static constexpr std::string_view name = kind;
    static constexpr std::string_view insurer = "requester";
    static constexpr std::string_view organisation = "institution";
    static constexpr auto list = &store::PersonRecords::opinions;
    static constexpr std::array acts{&ledger::opinion_request, &ledger::opinion_receive,
                                     &ledger::opinion_decide,  &ledger::opinion_name,
                                     &ledger::opinion_deliver, &ledger::opinion_close};
    static constexpr auto make = &ledger::change<OpinionRequest>;

    static RecordForm& fill(const RecordForms& forms, const OpinionRequest& it,
                            const ledger::PresentPerson& person) {
        return task_form(forms, it, ledger::opinion_state_of(it, person.state, person.at));
    }
    static Result<void> check_new(ServerContext& gateway, const policy::Peer& caller, const Read& read) {
        TRY_VOID(InsurerKind<OpinionRequest>::check_new(gateway, caller, read));
        return ledger::check_institution(*gateway.sharing(), *gateway.peers(), read.record);
    }
    static OpinionRequest settled(OpinionRequest it, const store::PersonRecords& /*records*/) { return it; }
    static OpinionRequest kept_of(OpinionRequest said, const OpinionRequest& kept, const auto& /*shown*/) {
        const bool is_same_way = said.received && kept.received && said.received->way == kept.received->way;
        if (is_same_way) { // no item says it; one that came otherwise is another
            said.received->document = kept.received->document;
        }
        return said;
    }
    // It waits.
    static bool is_same(const OpinionRequest& kept, const Read& read, const policy::Peer& /*caller*/) {
        OpinionRequest same = read.record;
        same.id = kept.id;
        same.subject = kept.subject; // whom it names may be corrected
        return same == kept;
    }
    static Task shown(OpinionRequest record, const seal::Hash& person, const ledger::PresentPerson& present,
                      const store::PersonRecords& /*records*/) {
        const sharing::OpinionState state = ledger::opinion_state_of(record, present.state, present.at);
        return {person, std::pair(std::move(record), state)};
    }
};
template AuditedResponse read_record<Certification>(ServerContext&, const Request&, PathParameters);

AuditedResponse enter_task(ServerContext& gateway, const Request& request, PathParameters parts) {
    return is_of_kind(gateway, request, store::opinion_kind)
               ? create_record<OpinionRequest>(gateway, request, parts)
               : create_record<Certification>(gateway, request, parts);
}
AuditedResponse update_task(ServerContext& gateway, const Request& request, PathParameters parts) {
    return is_of_kind(gateway, request, store::opinion_kind)
               ? update_record<OpinionRequest>(gateway, request, parts)
               : update_record<Certification>(gateway, request, parts);
}

QueryParameters task_record_parameters(ServerContext& gateway) {
    QueryParameters out = record_search_parameters(gateway);
    out.push_back({.name = std::string(status_parameter), .expected = text::alternatives(task_statuses)});
    out.push_back({.name = std::string(owner_parameter), .expected = "system|value"});
    out.push_back(count_parameter(page_of_list));
    return out;
}

QueryParameters task_search_parameters(ServerContext& gateway) {
    QueryParameters out = search_parameters_of_all(gateway);
    for (QueryParameter& each : task_record_parameters(gateway)) {
        if (std::ranges::find(out, each.name, &QueryParameter::name) == out.end()) {
            out.push_back(std::move(each));
        }
    }
    return out;
}

AuditedResponse search_tasks(ServerContext& gateway, const Request& request, PathParameters) {
    RecordSearch<Certification> search(gateway, request);
    if (!search.is_for_records()) {
        const std::array type{std::string(task_type)};
        return search_type(gateway, request, type);
    }
    return search.answer();
}

} // namespace renkei::server
