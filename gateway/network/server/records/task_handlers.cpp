// What is under way over FHIR: about a person, and the caller's own work list; and entering an application
// for certification.
#include "gateway/core/text/alternatives.h"
#include "gateway/core/text/words.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/tasks.h"
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

constexpr std::string_view owner_parameter = "owner.identifier";
constexpr std::string_view status_parameter = "status";
constexpr std::string_view status_system = "http://hl7.org/fhir/task-status|"; // may stand before a code

policy::Identifier owner_of(const sharing::Certification& application) {
    return policy::identifier_of({"insurer", application.insurer});
}
policy::Identifier owner_of(const sharing::OpinionRequest& request) {
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

// Only the municipality to which it was made.
Result<void> check_receiver(const policy::Peer& caller, const policy::Number& insurer) {
    return insurer.kind == "insurer" && access::insurer_number_of(caller) == insurer.value
               ? Result<void>()
               : diag::fail(message::record_of_other, {}, {to_text(insurer)});
}

} // namespace

// Read as what is under way, and entered as an application.
template <>
struct RecordKind<Certification> {
    using Read = ReadApplication;
    using Shown = Task;
    static constexpr std::string_view type = task_type;
    static constexpr std::string_view person = "Task.for";
    static constexpr AuditedAs listed = listed_tasks;
    static constexpr auto parameters = &task_record_parameters;
    static constexpr bool is_in_documents = true;
    static constexpr auto list = &store::PersonRecords::certifications;

    static Result<Read> read(ServerContext& gateway, const Request& /*request*/, const json::Tree& tree) {
        return read_application(tree, forms_of(gateway));
    }
    // Its version changes with the state, which the record alone does not say, and not with the name of the
    // person.
    static FoundRecord written(ServerContext& gateway, const Request& request, const Task& task,
                               const policy::Identifier& person) {
        return std::visit(
            [&](const auto& it) {
                const auto& [record, state] = it;
                RecordView view = view_of(gateway, request, {}, {});
                view.version = seal::to_hex(seal::keyed_hash(gateway.store().search_key(),
                                                             {"task", write_task(record, state, view)}))
                                   .substr(0, 16);
                view.person = person;
                return FoundRecord{record.id, write_task(record, state, view), view.version};
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

    static Result<void> check_new(ServerContext& /*gateway*/, const policy::Peer& caller, const Read& read) {
        return check_receiver(caller, read.insurer);
    }
    static Result<void> check_person(const Entry& entry, const Read& read,
                                     const store::PersonRecords& /*records*/) {
        return entry.present.state.insurer == read.insurer.value
                   ? Result<void>()
                   : diag::fail(message::insurer_other, {}, {entry.subject.insurer});
    }
    // It has not ended.
    static bool is_same(const Certification& kept, const Read& read, const policy::Peer& /*caller*/) {
        return kept.is_open() && kept.insurer == read.insurer.value && kept.kind == read.application.kind &&
               kept.applied() == read.application.applied();
    }
    static Task shown(Certification record, const seal::Hash& person, const ledger::PresentPerson& present,
                      const store::PersonRecords& records) {
        const Certification now = sharing::with_opinion(std::move(record), ledger::requests_in(records));
        return {person, std::pair(now, sharing::status_of(now, present.state, present.at))};
    }
    static Result<Certification> enter(Entry& entry, const Read& read) {
        return ledger::enter(entry.gateway.store(), ledger::certification_start, entry.subject,
                             read.application, &entry.change);
    }
};
template AuditedResponse read_record<Certification>(ServerContext&, const Request&, PathParameters);
template AuditedResponse create_record<Certification>(ServerContext&, const Request&, PathParameters);

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
