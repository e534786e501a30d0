#include "gateway/network/server/records/person_state_change.h"

#include "gateway/network/access/person_access.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/ledger/states.h"
#include "generated/messages/ledger.h"
#include "generated/messages/records.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {

using sharing::PersonState;

std::string own_insurer(const Request& request) { return access::insurer_number_of(*request.caller.peer); }

Result<void> check_is_insurer(const Request& request) {
    const auto& numbers = request.caller.peer->numbers;
    return own_insurer(request).empty()
               ? diag::fail(message::record_of_other, {},
                            {numbers.empty() ? std::string("-") : to_text(numbers.front())})
               : Result<void>();
}

FoundRecord written(ServerContext& gateway, const Request& request, const PersonState& state,
                    const seal::Hash& person, const policy::Identifier& named) {
    RecordView view = view_of(gateway, request, named, version_of(gateway, state));
    RecordForm& form = RecordForm::of(view.forms, store::state_kind);
    form.put(state);
    const std::string id = seal::to_hex(person);
    form.set("id", id);
    return {id, form.resource(view), view.version};
}

AuditedResponse noted(AuditedResponse out, std::string_view act) {
    return out.is_recorded() ? std::move(out) : std::move(out).as({audit::Action::update, act});
}

namespace {

struct ReadState {
    std::string id{};
    policy::Identifier person{};
    ledger::StateChange change{};
    std::optional<documents::PersonNumber> other{}; // to be linked, or no more; then nothing else is said
    bool is_same = true;
};

// A new one says what is to be set; an update says all, and what it leaves out of the moments is taken away.
Result<ReadState> read_state_of(const RecordForm& form, bool is_whole) {
    ReadState out{.id = std::string(form.text("id")), .person = form.identifier("person")};
    const auto said = [&](std::string_view item) { return !form.text(item).empty(); };
    PersonState state;
    form.take(state);
    if (said("hidden")) {
        out.change.hidden = state.hidden;
    }
    out.change.care_level = state.care_level;
    if (said("died") || is_whole) {
        out.change.died = state.died;
    }
    if (said("moved_in") || is_whole) {
        out.change.moved_in = state.moved_in;
    }
    if (said("insurer")) {
        out.change.insurer = state.insurer;
        if (!policy::is_whole({.kind = "insurer", .value = state.insurer})) {
            return diag::fail(message::insurer_number_wrong, {}, {state.insurer});
        }
    }
    if (said("other.number") || said("other.is_same")) {
        const std::string number =
            fmt::format("insurer:{}|{}", form.text("other.insurer"), form.text("other.number"));
        out.other = documents::parse_person(number);
        out.is_same = form.text("other.is_same") == "1";
        if (!said("other.is_same")) {
            return tl::make_unexpected(
                wrong_member(store::state_kind, form.place("other.is_same"), "", "true | false"));
        }
        if (!out.other || is_whole || out.change != ledger::StateChange()) {
            return tl::make_unexpected(wrong_member(
                store::state_kind, form.place("other.number"), documents::shape_of_person(number),
                out.other ? "- (POST of its own)" : "insurer:NNNNNN|NNNNNNNNNN"));
        }
    }
    return out;
}

ledger::StateChange difference(const PersonState& now, ledger::StateChange wanted) {
    const auto drop = [](auto& member, const auto& kept) {
        if (member && *member == kept) {
            member.reset();
        }
    };
    drop(wanted.hidden, now.hidden);
    drop(wanted.care_level, now.care_level);
    drop(wanted.died, now.died);
    drop(wanted.insurer, now.insurer);
    if (!wanted.insurer) { // else it is said of the move
        drop(wanted.moved_in, now.moved_in);
    }
    return wanted;
}

// A move under this number to one that gave the person no number yet: who entered it may correct it.
bool is_corrected(const ledger::StateChange& change, const store::PersonRecords& records,
                  const ledger::Subject& subject, std::string_view insurer) {
    const bool says_more = change.hidden || change.died || change.care_level;
    return change.insurer && !says_more &&
           std::ranges::find(records.insured_by, insurer) == records.insured_by.end() &&
           std::ranges::any_of(records.states, [&](const auto& kept) {
               return kept.person == subject.person && kept.record.insurer == insurer;
           });
}

AuditedResponse set_link(ServerContext& gateway, const Request& request, const ReadState& wanted,
                         const ledger::Subject& subject) {
    const documents::PersonNumber number = *documents::take_apart(wanted.person);
    ledger::PeerChange change{.caller = request.caller};
    const Result<bool> done =
        ledger::change_link(gateway.store(), number, *wanted.other, mhd::Linked{wanted.is_same}, {}, &change);
    AuditSubject about = subject_about(subject.person);
    if (!done) {
        const bool is_of_other = done.error().message == message::insurer_other; // else the caller sees why
        return refused(request, done.error(), is_of_other ? done.error().args.front() : own_insurer(request),
                       about);
    }
    TRY_OR_ANSWER(request, const ledger::PresentPerson now,
                  gateway.store().read_value<ledger::PresentPerson>(
                      [&](const store::Snapshot& snapshot) -> Result<ledger::PresentPerson> {
                          TRY(const store::PersonRecords records,
                              store::person_records(snapshot, subject.person, subject.insurer));
                          return ledger::present_person(snapshot, records, subject.insurer,
                                                        gateway.store().clock().now());
                      }));
    return changed(change,
                   record_response(gateway, request, *done ? 201 : 200,
                                   written(gateway, request, now.state, subject.person, wanted.person)),
                   std::move(about));
}

} // namespace

AuditedResponse set_state(ServerContext& gateway, const Request& request, PathParameters parts) {
    const bool is_update = !parts.empty();
    const auto read = [&]() -> HttpResult<ReadState> {
        TRY(const std::unique_ptr<OperationBody> body, read_record_body(gateway, request));
        RecordForm& form = RecordForm::of(forms_of(gateway), store::state_kind);
        return form.read_resource(body->tree)
            .and_then([&] { return read_state_of(form, is_update); })
            .map_error(http_error_of);
    };
    TRY_OR_ANSWER(request, const ReadState wanted, read());
    if (const Result<void> is_insurer = check_is_insurer(request); !is_insurer) {
        return error_response(request, http_error_of(is_insurer.error()));
    }
    const std::string own = own_insurer(request);
    ledger::Subject subject{.insurer = own};
    if (!is_update) {
        TRY_OR_ANSWER(request, subject,
                      subject_of(gateway, "Basic.subject", wanted.person).map_error(http_error_of));
        if (wanted.other) {
            return noted(set_link(gateway, request, wanted, subject),
                         wanted.is_same ? "person-link" : "person-unlink");
        }
    } else if (const std::optional<seal::Hash> person = seal::hash_of_hex(parts[0]);
               person && wanted.id == parts[0]) {
        subject.person = *person;
    } else {
        return error_response(request, http_error_of(no_such_record(basic_type, parts[0])));
    }
    ledger::PeerChange change{.caller = request.caller};
    ledger::StateChange differing = wanted.change; // what an update says as it is, is not said of this number
    change.check = [&](const store::Snapshot& snapshot,
                       const store::PersonRecords& records) -> Result<ledger::ChangeStep> {
        TRY(const ledger::PresentPerson present,
            ledger::present_person(snapshot, records, is_update ? std::string_view() : subject.insurer,
                                   gateway.store().clock().now()));
        differing = is_update ? difference(present.state, wanted.change) : wanted.change;
        const bool gave_number = !is_update && subject.insurer == own;
        if (present.state.insurer != own &&
            !(gave_number && is_corrected(wanted.change, records, subject, present.state.insurer))) {
            return is_update ? tl::make_unexpected(no_such_record(basic_type, parts[0]))
                   : gave_number
                       ? ledger::check_insurer(present.state, own).map([] { return ledger::ChangeStep{}; })
                       : diag::fail(message::record_of_other, {}, {"insurer:" + own});
        }
        if (is_update) {
            TRY_VOID(check_version(request, version_of(gateway, present.state)));
            TRY(const bool is_same, is_same_person(gateway, snapshot, wanted.person, subject.person));
            TRY_VOID(check_fixed({{"subject", is_same}}, "-"));
        }
        return ledger::ChangeStep::change;
    };
    const Result<ledger::ChangedState> done =
        ledger::change_state(gateway.store(), subject, differing, &change);
    if (!done) {
        return refused(request, done.error(), own, subject_about(subject.person));
    }
    const int status = is_update || done->changed.empty() ? 200 : 201;
    return changed(change,
                   record_response(gateway, request, status,
                                   written(gateway, request, done->state, subject.person, wanted.person)),
                   subject_about(subject.person));
}

} // namespace renkei::server
