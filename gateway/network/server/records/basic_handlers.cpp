// Records for which R4 has no resource, over FHIR as Basic: what organisations are to a person, what is known
// of a person, and an insurer's settings. Only the insurer reads and writes them.
#include "gateway/core/time/instant.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/ledger/relations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/server/records/insurer_kind.h"
#include "gateway/network/server/records/record_list.h"
#include "generated/messages/records.h"
#include "generated/messages/server.h"

#include <algorithm>
#include <array>
#include <limits>

namespace renkei::server {
namespace {

using sharing::Insurer;
using sharing::PersonState;
using sharing::StatedRelation;

constexpr std::string_view basic_type = "Basic";

constexpr AuditedAs read_state{audit::Action::query, "person-show"};
constexpr AuditedAs read_insurer_as{audit::Action::query, "insurer-list"};

// Of a caller that is no insurer as of a record that is not there.
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

FoundRecord written(ServerContext& gateway, const Request& request, const Insurer& it) {
    RecordView view = view_of(gateway, request, {}, version_of(gateway, it));
    RecordForm& form = RecordForm::of(view.forms, kind_of_insurers);
    form.put(it);
    form.set("id", it.number);
    form.set("insurer", policy::identifier_of({"insurer", it.number}));
    return {it.number, form.resource(view), view.version};
}

// ---------------------------------------------------------------- the state of a person
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

// What was refused, or so already, is audited as what it would have been.
AuditedResponse noted(AuditedResponse out, std::string_view act) {
    return out.is_recorded() ? std::move(out) : std::move(out).as({audit::Action::update, act});
}

AuditedResponse set_link(ServerContext& gateway, const Request& request, const ReadState& wanted,
                         const ledger::Subject& subject) {
    const documents::PersonNumber number = *documents::take_apart(wanted.person);
    ledger::PeerChange change{.caller = request.caller};
    const Result<bool> done =
        ledger::change_link(gateway.store(), number, *wanted.other, mhd::Linked{wanted.is_same}, {}, &change);
    AuditSubject about = subject_about(subject.person);
    if (!done) {
        const auto& of_other = done.error().args; // the insurer of a number that is not the caller's
        return refused(request, done.error(), of_other.empty() ? subject.insurer : of_other.front(), about);
    }
    TRY_OR_ANSWER(request, const ledger::ChangedState now,
                  ledger::change_state(gateway.store(), subject, {}).map_error(http_error_of));
    return changed(change,
                   record_response(gateway, request, *done ? 201 : 200,
                                   written(gateway, request, now.state, subject.person, wanted.person)),
                   std::move(about));
}

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
            return is_update     ? tl::make_unexpected(no_such_record(basic_type, parts[0]))
                   : gave_number ? ledger::check_insurer(present.state, own).map([] { return ChangeStep{}; })
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

// ---------------------------------------------------------------- an insurer
// A word that is none of the known is not read as another one.
Result<Insurer> read_insurer_of(const ServerContext& gateway, RecordForm& form) {
    Insurer out;
    form.take(out);
    out.number = form.number("insurer").value;
    constexpr std::array<std::string_view, 3> lists{"functions", "settings.closed_kinds", "settings.proxies"};
    const ItemTexts given = texts_of(form);
    std::array<std::string, lists.size()> said;
    std::ranges::transform(lists, said.begin(), [&](auto item) { return std::string(form.text(item)); });
    form.put(out);
    const std::vector<std::string_view> functions = gateway.sharing()->functions();
    const bool has_unknown = std::ranges::any_of(out.functions, [&](const sharing::FunctionStart& each) {
        return std::ranges::find(functions, each.function) == functions.end();
    });
    const auto kinds = gateway.sharing()->kind_ids();
    const bool has_other = std::ranges::any_of(out.settings.closed_kinds, [&](const std::string& each) {
        return std::ranges::find(kinds, each) == kinds.end();
    });
    const std::array<std::string, lists.size()> expected{
        fmt::format("NAME=YYYY-MM-DD ({})", text::alternatives(functions)), text::alternatives(kinds),
        text::alternatives(sharing::grounds_of_proxies())};
    for (std::size_t i = 0; i < lists.size(); ++i) {
        if (said[i] != form.text(lists[i]) || (i == 0 && has_unknown) || (i == 1 && has_other)) {
            return tl::make_unexpected(
                wrong_member(kind_of_insurers, form.place(lists[i]), said[i], expected[i]));
        }
    }
    for (const auto& [item, text] : given) { // a number that is none of months, say
        if (!text.empty() && !is_alone(form, item) && text != form.text(item)) {
            return tl::make_unexpected(
                wrong_member(kind_of_insurers, form.place(item), text, form.text(item)));
        }
    }
    return sharing::read_insurer(sharing::to_json(out)); // what could not be read again is not kept
}

AuditedResponse set_insurer(ServerContext& gateway, const Request& request, PathParameters parts) {
    const auto read = [&]() -> HttpResult<Insurer> {
        TRY(const std::unique_ptr<OperationBody> body, read_record_body(gateway, request));
        RecordForm& form = RecordForm::of(forms_of(gateway), kind_of_insurers);
        return form.read_resource(body->tree)
            .and_then([&] { return read_insurer_of(gateway, form); })
            .map_error(http_error_of);
    };
    TRY_OR_ANSWER(request, const Insurer wanted, read());
    if (wanted.number.empty() || wanted.number != own_insurer(request) ||
        (!parts.empty() && parts[0] != wanted.number)) {
        return error_response(request, http_error_of(diag::finding(message::record_of_other, {},
                                                                   {"insurer:" + wanted.number})));
    }
    ledger::PeerChange change{.caller = request.caller};
    const auto make = [&](const Insurer& before) -> Result<Insurer> {
        TRY_VOID(check_version(request, version_of(gateway, before)));
        return wanted;
    };
    const Result<bool> done = ledger::change_insurer(gateway.store(), wanted.number, make, &change);
    return done ? changed(change, record_response(gateway, request, 200, written(gateway, request, wanted)),
                          {})
                : refused(request, done.error(), wanted.number, {});
}

} // namespace

// ---------------------------------------------------------------- a relation
template <>
struct RecordKind<StatedRelation> : SeenKind<StatedRelation>, InsurerKind<StatedRelation>, WholeList {
    static constexpr std::string_view kind = store::relation_kind;
    static constexpr std::string_view name = kind;
    static constexpr std::string_view type = basic_type;
    static constexpr std::string_view person = "Basic.subject";
    static constexpr std::string_view insurer{};
    static constexpr bool is_in_documents = false;
    static constexpr auto parameters = &registration_parameters;
    static constexpr std::string_view organisation = "organisation";
    static constexpr AuditedAs listed{audit::Action::query, "relation-list"};
    static constexpr auto list = &store::PersonRecords::relations;
    static constexpr std::array acts{&ledger::relation_add, &ledger::relation_end};

    // Of others than insurers: what waits for them. A person stands in no URL, and so a search is sent by
    // POST.
    static bool has_list(const Request& request, bool is_continued) {
        return own_insurer(request).empty() && (request.method == "POST" || is_continued);
    }
    static Result<ledger::WorkPage<Shown>> listed_for(ServerContext& gateway, const Request& request,
                                                      const store::Snapshot& snapshot, std::string_view after,
                                                      std::uint32_t limit) {
        return ledger::relation_list(snapshot, reader_of(gateway, request), after, limit);
    }
    static Result<std::optional<Shown>> with_id(ServerContext& gateway, const Request& request,
                                                const store::Snapshot& snapshot, const seal::Hash& whose,
                                                std::string_view id) {
        if (!own_insurer(request).empty()) {
            return SeenKind::with_id(gateway, request, snapshot, whose, id);
        }
        TRY(const ledger::WorkPage<Shown> all,
            listed_for(gateway, request, snapshot, {}, std::numeric_limits<std::uint32_t>::max()));
        const Shown* const kept = store::with_id(all.records, id);
        return kept != nullptr ? std::optional(*kept) : std::nullopt;
    }
    static Result<StatedRelation> make(store::Store& store, const ledger::Act<StatedRelation>& /*act*/,
                                       const seal::Hash& whose, std::string_view id,
                                       const ledger::Make<StatedRelation>& changed,
                                       ledger::PeerChange* peer) {
        return ledger::end_relation(store, whose, id, changed, peer);
    }
    static RecordForm& fill(const RecordForms& forms, const StatedRelation& it,
                            const ledger::PresentPerson& /*person*/) {
        RecordForm& form = RecordForm::of(forms, kind);
        form.put(it);
        return form;
    }
    static std::string write(ServerContext& /*gateway*/, const StatedRelation& it, const RecordView& view) {
        return fill(view.forms, it, {}).resource(view);
    }
    static StatedRelation settled(StatedRelation it, const store::PersonRecords& /*records*/) { return it; }
    static StatedRelation kept_of(StatedRelation said, const auto& /*kept*/, const auto& /*shown*/) {
        return said;
    }
    static bool is_same(const StatedRelation& kept, const Read& read, const policy::Peer& /*caller*/) {
        StatedRelation same = read.record;
        same.id = kept.id;
        same.subject = kept.subject; // whom it names
        return same == kept;
    }
};

// The kind of record that the body is decides who enters or changes it.
template <auto OfRelation>
AuditedResponse of_kind(ServerContext& gateway, const Request& request, PathParameters parts) {
    return is_of_kind(gateway, request, store::state_kind)
               ? noted(set_state(gateway, request, parts), "person-set")
           : is_of_kind(gateway, request, kind_of_insurers)
               ? noted(set_insurer(gateway, request, parts), "insurer-set")
               : OfRelation(gateway, request, parts);
}

AuditedResponse enter_basic(ServerContext& gateway, const Request& request, PathParameters parts) {
    return of_kind<&create_record<StatedRelation>>(gateway, request, parts);
}

AuditedResponse update_basic(ServerContext& gateway, const Request& request, PathParameters parts) {
    return of_kind<&update_record<StatedRelation>>(gateway, request, parts);
}

// By its id: an insurer's number, the keyed hash of a person's, or the id of a relation.
AuditedResponse read_basic(ServerContext& gateway, const Request& request, PathParameters parts) {
    const std::string own = own_insurer(request);
    const bool is_insurer = policy::is_whole({.kind = "insurer", .value = parts[0]});
    const std::optional<seal::Hash> person = seal::hash_of_hex(parts[0]);
    if (!is_insurer && !person) {
        return read_record<StatedRelation>(gateway, request, parts);
    }
    const auto found = [&](const store::Snapshot& snapshot) -> Result<FoundRecord> {
        if (is_insurer) {
            TRY(const std::optional<Insurer> it, store::insurer(snapshot, parts[0]));
            return it && it->number == own ? Result<FoundRecord>(written(gateway, request, *it))
                                           : tl::make_unexpected(no_such_record(basic_type, parts[0]));
        }
        TRY(const SeenRecords seen, seen_records(gateway, *request.caller.peer, snapshot, *person, {}));
        return seen.rights.insures ? Result<FoundRecord>(written(gateway, request, seen.person.state, *person,
                                                                 identifier_of_hash(*person)))
                                   : tl::make_unexpected(no_such_record(basic_type, parts[0]));
    };
    const auto answer = [&]() -> Result<Response> {
        TRY_VOID(check_known_if_strict(gateway, request, read_parameters));
        TRY(FoundRecord it, gateway.store().read_value<FoundRecord>(found));
        return is_not_modified(request, weak_tag(it.version))
                   ? Response{.status = 304}
                   : record_response(gateway, request, 200, std::move(it));
    };
    Result<Response> out = answer();
    return AuditedResponse(out ? *std::move(out) : error_response(request, http_error_of(out.error())),
                           person ? subject_about(*person) : AuditSubject())
        .as({audit::Action::read, is_insurer ? read_insurer_as.interaction : read_state.interaction});
}

// What is known of a person, and what organisations are to the person; without a person what waits for the
// caller.
AuditedResponse search_basics(ServerContext& gateway, const Request& request, PathParameters) {
    using Of = RecordKind<StatedRelation>;
    RecordSearch<StatedRelation> list(gateway, request);
    const bool is_page = !request.parameter(page_link_parameter).empty() && list.is_for_records();
    if (is_page || (request.parameter(patient_parameter).empty() && Of::has_list(request, false))) {
        return list.answer();
    }
    AuditQueryText query(basic_type);
    AuditSubject about;
    const auto find = [&]() -> Result<std::string> {
        TRY(const AskedPerson asked, asked_person(gateway, request, basic_type, Of::parameters));
        about = subject_about(asked.subject.person);
        query.add(patient_parameter, seal::to_hex(asked.subject.person).substr(0, 16));
        TRY(const SeenRecords seen,
            gateway.store().read_value<SeenRecords>([&](const store::Snapshot& snapshot) {
                return seen_records(gateway, *request.caller.peer, snapshot, asked.subject.person,
                                    asked.subject.insurer);
            }));
        std::vector<FoundRecord> found;
        if (seen.rights.insures) {
            found.push_back(
                written(gateway, request, seen.person.state, asked.subject.person, asked.identifier));
            for (const auto& each : seen.records.relations) {
                found.push_back(Of::written(gateway, request, each, asked.identifier));
            }
        }
        query.add("found", std::to_string(found.size()));
        return searchset(request, basic_type, found, found.size(), used_parameters(request));
    };
    Result<std::string> found = find();
    about.query = query.text();
    return search_response(gateway, request, std::move(found), std::move(about)).as(read_state);
}

} // namespace renkei::server
