// What is under way over FHIR: about a person, and the caller's own work list; and entering an application
// for certification.
#include "gateway/core/text/alternatives.h"
#include "gateway/core/text/words.h"
#include "gateway/network/mhd/page_token.h"
#include "gateway/network/registry/certifications.h"
#include "gateway/network/registry/tasks.h"
#include "gateway/network/server/conditional.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_handlers.h"
#include "gateway/network/server/records/record_search.h"
#include "gateway/network/server/records/task_resource.h"
#include "generated/messages/records.h"
#include "generated/messages/registry.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::server {
namespace {

namespace message = diag::message;
using diag::Result;
using registry::Task;

constexpr std::string_view owner_parameter = "owner.identifier";
constexpr std::string_view status_parameter = "status";
constexpr std::string_view status_system = "http://hl7.org/fhir/task-status|"; // may stand before a code

struct WrittenTask {
    TaskStatus status{};
    std::string version{};
    policy::Identifier owner{};
    FoundRecord found{};
};

policy::Identifier owner_of(const sharing::Certification& application) {
    return policy::identifier_of({"insurer", application.insurer});
}
policy::Identifier owner_of(const sharing::OpinionRequest& request) {
    return policy::identifier_of(request.institution);
}

// Its version changes with the state, which the record alone does not say, and not with the name of the
// person.
WrittenTask written(ServerContext& gateway, const Request& request, const Task& task,
                    const policy::Identifier& person) {
    return std::visit(
        [&](const auto& it) {
            const auto& [record, state] = it;
            RecordView view{.canonical = request.canonical, .forms = forms_of(gateway)};
            view.version = seal::to_hex(seal::keyed_hash(gateway.store().search_key(),
                                                         {"task", write_task(record, state, view)}))
                               .substr(0, 16);
            view.person = person;
            return WrittenTask{.status = task_status(record, state),
                               .version = view.version,
                               .owner = owner_of(record),
                               .found = {record.id, write_task(record, state, view)}};
        },
        task.what);
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

class TaskSearch {
public:
    TaskSearch(ServerContext& gateway, Request request)
        : gateway_(gateway),
          request_(std::move(request)),
          query_(task_type) {}

    // Whether the request is for records: by its tag, or by a link of a page before.
    bool is_for_records() {
        const std::string_view token = request_.parameter(page_link_parameter);
        if (token.empty()) {
            return asks_for_records(request_);
        }
        const std::optional<mhd::PageToken> page =
            mhd::open_page(gateway_.store().search_key(), bound_to(), token);
        if (page) {
            asked_beside_ = request_.query;
            request_.query = {page->parameters.begin(), page->parameters.end()};
            after_ = page->after;
            is_continued_ = true;
        }
        return page.has_value();
    }

    Result<std::string> run() {
        TRY(statuses_, wanted_statuses(request_));
        return request_.parameter(patient_parameter).empty() ? find_waiting() : find_of_person();
    }

    AuditSubject subject() {
        AuditSubject out = about_;
        AuditQueryText query = query_; // last: a long one leaves out nothing of what was found
        query.add(status_parameter, request_.parameter(status_parameter));
        out.query = query.text();
        return out;
    }

private:
    std::string bound_to() const { return fmt::format("{}/records", request_.caller.peer->id); }

    Result<std::string> find_of_person() {
        TRY(const AskedPerson asked, asked_person(gateway_, request_, task_type, task_record_parameters));
        about_ = subject_about(asked.subject.person);
        query_.add(patient_parameter, seal::to_hex(asked.subject.person).substr(0, 16));
        TRY(const std::vector<Task> tasks,
            gateway_.store().read_value<std::vector<Task>>([&](const store::Snapshot& snapshot) {
                return registry::tasks_of(snapshot, reader_of(gateway_, request_), asked.subject.person,
                                          asked.subject.insurer);
            }));
        const std::vector<FoundRecord> found = chosen(tasks, [&](const Task&) { return asked.identifier; });
        query_.add("found", std::to_string(found.size()));
        return searchset(request_, task_type, found, found.size(), used_parameters(request_));
    }

    Result<std::string> find_waiting() {
        TRY_VOID(check_beside_page(asked_beside_, request_.query));
        TRY_VOID(check_repeats(gateway_, request_, task_record_parameters));
        TRY_VOID(check_known(gateway_, request_, task_record_parameters));
        const std::string_view count = request_.parameter(count_name);
        const std::optional<std::uint32_t> limit =
            count.empty() ? page_of_list.usual : read_count(count, page_of_list);
        if (!limit) {
            return diag::fail(message::parameter_wrong, {},
                              {std::string(count_name), std::string(count), form_of(page_of_list)});
        }
        TRY(const registry::TaskPage page,
            gateway_.store().read_value<registry::TaskPage>([&](const store::Snapshot& snapshot) {
                return registry::work_list(snapshot, reader_of(gateway_, request_), after_, *limit);
            }));
        std::vector<seal::Hash> persons;
        for (const Task& each : page.tasks) {
            persons.push_back(each.person);
        }
        query_.add("persons", audit_persons_text(persons));
        const Pairs used = used_parameters(request_, std::to_string(*limit));
        TRY(const std::string next, next_page(page.after, used));
        const std::vector<FoundRecord> found =
            chosen(page.tasks, [](const Task& task) { return identifier_of_hash(task.person); });
        query_.add("found", std::to_string(found.size()));
        const bool is_all = next.empty() && !is_continued_;
        return searchset(request_, task_type, found, is_all ? std::optional(found.size()) : std::nullopt,
                         used, next);
    }

    Result<std::string> next_page(const std::string& after, Pairs used) const {
        if (after.empty()) {
            return std::string();
        }
        TRY(const std::string token,
            mhd::seal_page(gateway_.store().search_key(), bound_to(),
                           {.parameters = {used.begin(), used.end()}, .after = after}));
        used.emplace_back(page_link_parameter, token);
        return search_url(request_, task_type, used);
    }

    // Those that the parameters ask for, each with its person as `named(task)` names it.
    template <class Named>
    std::vector<FoundRecord> chosen(const std::vector<Task>& tasks, const Named& named) {
        const std::string_view owner = request_.parameter(owner_parameter);
        std::vector<FoundRecord> out;
        for (const Task& each : tasks) {
            WrittenTask task = written(gateway_, request_, each, named(each));
            const bool has_status =
                statuses_.empty() || std::ranges::find(statuses_, task.status) != statuses_.end();
            if (has_status && (owner.empty() || is_owner(task.owner, owner))) {
                out.push_back(std::move(task.found));
            }
        }
        return out;
    }

    ServerContext& gateway_;
    Request request_; // of a page: with the parameters of the first
    AuditQueryText query_;
    AuditSubject about_{};
    std::vector<TaskStatus> statuses_{};
    std::string after_{};
    Pairs asked_beside_{}; // of a page: in its own URL
    bool is_continued_ = false;
};

Result<WrittenTask> read_task_record(ServerContext& gateway, const Request& request, const std::string& id,
                                     AuditSubject& about) {
    TRY_VOID(check_known_if_strict(gateway, request, read_parameters));
    std::optional<Task> task;
    TRY_VOID(gateway.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
        TRY(const std::optional<seal::Hash> person, store::person_of_record(snapshot, id));
        about = subject_about(person.value_or(seal::Hash()));
        TRY(task, registry::task_with_id(snapshot, reader_of(gateway, request), id));
        return {};
    }));
    return task ? Result<WrittenTask>(written(gateway, request, *task, identifier_of_hash(task->person)))
                : tl::make_unexpected(no_such_record(task_type, id));
}

// Only the municipality to which it was made.
Result<void> check_receiver(const policy::Peer& caller, const policy::Number& insurer) {
    return insurer.kind == "insurer" && access::insurer_number_of(caller) == insurer.value
               ? Result<void>()
               : diag::fail(message::record_of_other, {}, {to_text(insurer)});
}

// The same application, entered before, which has not ended.
bool is_same_application(const sharing::Certification& kept, const ReadApplication& read) {
    return kept.is_open() && kept.insurer == read.insurer.value && kept.kind == read.application.kind &&
           kept.applied() == read.application.applied();
}

std::vector<sharing::OpinionRequest> requests_in(const store::PersonRecords& records) {
    std::vector<sharing::OpinionRequest> out;
    for (const auto& kept : records.opinions) {
        out.push_back(kept.record);
    }
    return out;
}

AuditedResponse entered_application(ServerContext& gateway, const Request& request,
                                    const ReadApplication& read, const registry::Subject& subject) {
    std::optional<sharing::Certification> before;
    registry::PresentPerson present;
    registry::PeerChange change{
        .caller = request.caller,
        .check = [&](const store::Snapshot& snapshot,
                     const store::PersonRecords& records) -> Result<registry::ChangeStep> {
            before.reset();
            TRY(present,
                registry::present_person(snapshot, records, subject.insurer, gateway.store().clock().now()));
            if (present.state.insurer != read.insurer.value) {
                return diag::fail(message::insurer_other, {}, {subject.insurer});
            }
            for (const auto& [person, kept, order] : records.certifications) {
                if (is_same_application(kept, read)) {
                    before = sharing::with_opinion(kept, requests_in(records));
                    return registry::ChangeStep::leave;
                }
            }
            return registry::ChangeStep::change;
        }};
    const Result<sharing::Certification> started =
        registry::enter(gateway.store(), registry::certification_start, subject, read.application, &change);
    if (!started) {
        return refused(request, started.error(), subject.insurer, subject_about(subject.person));
    }
    const sharing::Certification& now = before ? *before : *started;
    const Task task{subject.person, std::pair(now, sharing::status_of(now, present.state, present.at))};
    const WrittenTask entered = written(gateway, request, task, read.person);
    return changed(change,
                   record_response(gateway, request, before ? 200 : 201, entered.found.resource,
                                   entered.version, entered.found.id),
                   subject_about(subject.person));
}

} // namespace

AuditedResponse create_task(ServerContext& gateway, const Request& request, PathParameters) {
    const HttpResult<ReadApplication> read = read_record_body<ReadApplication>(
        gateway, request, [&](const json::Tree& tree) { return read_application(tree, forms_of(gateway)); });
    if (!read) {
        return error_response(request, read.error());
    }
    const auto subject = [&]() -> Result<registry::Subject> {
        TRY_VOID(check_receiver(*request.caller.peer, read->insurer));
        return subject_of(gateway, "Task.for", read->person);
    }();
    return subject ? entered_application(gateway, request, *read, *subject)
                   : AuditedResponse(error_response(request, http_error_of(subject.error())));
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

AuditedResponse read_task(ServerContext& gateway, const Request& request, PathParameters parts) {
    if (!is_of_record(parts[0])) {
        const std::array path{std::string(task_type), parts[0]};
        return read_resource(gateway, request, path).as({audit::Action::read, "read"});
    }
    AuditSubject about;
    const Result<WrittenTask> task = read_task_record(gateway, request, parts[0], about);
    const AuditedAs as{audit::Action::read, listed_tasks.interaction};
    if (!task) {
        return AuditedResponse(error_response(request, http_error_of(task.error())), std::move(about)).as(as);
    }
    Response out =
        is_not_modified(request, weak_tag(task->version))
            ? Response{.status = 304}
            : record_response(gateway, request, 200, task->found.resource, task->version, task->found.id);
    return AuditedResponse(std::move(out), std::move(about)).as(as);
}

AuditedResponse search_tasks(ServerContext& gateway, const Request& request, PathParameters) {
    TaskSearch search(gateway, request);
    if (!search.is_for_records()) {
        const std::array type{std::string(task_type)};
        return search_type(gateway, request, type);
    }
    Result<std::string> found = search.run();
    Response out = found ? fhir_response(gateway, request, 200, *std::move(found))
                         : error_response(request, http_error_of(found.error()));
    out.with("Cache-Control", "no-store");
    return AuditedResponse(std::move(out), search.subject()).as(listed_tasks);
}

} // namespace renkei::server
