// Records for which R4 has no resource, over FHIR as Basic: what organisations are to a person, what is known
// of a person, and an insurer's settings. Only the insurer reads and writes them.
#include "gateway/core/time/instant.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/ledger/relations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/server/records/insurer_kind.h"
#include "gateway/network/server/records/person_state_change.h"
#include "gateway/network/server/records/record_list.h"
#include "generated/messages/records.h"
#include "generated/messages/server.h"

#include <algorithm>
#include <array>
#include <limits>

namespace renkei::server {
namespace {

using sharing::Insurer;
using sharing::StatedRelation;

constexpr AuditedAs read_state{audit::Action::query, "person-show"};
constexpr AuditedAs read_insurer_as{audit::Action::query, "insurer-list"};

FoundRecord written(ServerContext& gateway, const Request& request, const Insurer& it) {
    RecordView view = view_of(gateway, request, {}, version_of(gateway, it));
    RecordForm& form = RecordForm::of(view.forms, kind_of_insurers);
    form.put(it);
    form.set("id", it.number);
    form.set("insurer", policy::identifier_of({"insurer", it.number}));
    return {it.number, form.resource(view), view.version};
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
