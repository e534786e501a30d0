// Records of kinds that are data alone over FHIR: what plain-kinds.tsv says of each, and what is special
// of all of them.
#include "gateway/network/server/records/plain_handlers.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/network/ledger/plain_records.h"
#include "gateway/network/server/records/plain_form.h"
#include "gateway/network/server/records/record_kind.h"
#include "generated/messages/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace renkei::server {

std::string_view plain_kinds_table();

using store::PlainRecord;

struct PlainKind {
    std::string_view kind{};
    std::string_view type{};
    std::string_view listed{};  // the event of a list
    std::string_view updates{}; // items that an update may change
    std::string_view is{};      // what one is, in English

    std::string row_kind() const { return row_kind_of(kind); }
    std::string interaction(std::string_view act) const { return interaction_of(kind, act); }
};

static const std::vector<PlainKind>& plain_kinds() {
    static const auto all =
        text::table_rows<PlainKind, &PlainKind::kind, &PlainKind::type, &PlainKind::listed,
                         &PlainKind::updates, &PlainKind::is>(plain_kinds_table());
    return all;
}

static const PlainKind& kind_of(const Request& request) {
    return *std::ranges::find(plain_kinds(), request.path[1], &PlainKind::type);
}

// What a request says, and of which kind.
struct ReadPlain {
    base::Millis now = 0;
    RecordForms forms{};
    PlainKind kind{};
    std::string id{};
    std::string version{};
    policy::Identifier person{};
    ItemTexts items{};

    // The record as the request says, with the id and the insurer of `kept`.
    Result<PlainRecord> record(const PlainRecord& kept) const {
        PlainRecord before = kept;
        before.kind = kind.row_kind();
        return plain_record(forms, before, person, items, now, ItemText::canonical);
    }
};

template <>
struct RecordKind<PlainRecord> : SeenKind<PlainRecord> {
    using Read = ReadPlain;
    static std::string_view type(const Request& request) { return kind_of(request).type; }
    static std::string_view name(const Request& request) { return kind_of(request).kind; }
    static std::string person(const Request& request) {
        return fmt::format("{}.subject", kind_of(request).type);
    }
    static AuditedAs listed(const Request& request) {
        return {audit::Action::query, kind_of(request).listed};
    }
    static constexpr auto list = &store::PersonRecords::plain;
    static constexpr bool is_in_documents = true;

    static Result<Read> read(ServerContext& gateway, const Request& request, const json::Tree& tree) {
        const PlainKind& kind = kind_of(request);
        const RecordForms forms = forms_of(gateway);
        RecordForm& form = RecordForm::of(forms, kind.kind);
        TRY_VOID(form.read_resource(tree));
        const Result<void> fits = form.check_rules();
        if (!fits) {
            return tl::make_unexpected(broken_rule(kind.kind, fits.error()));
        }
        const policy::Identifier office = form.identifier("office");
        if (!office.value.empty() && form.number("office") == policy::Number()) {
            return tl::make_unexpected(wrong_member(kind.kind, "office",
                                                    fmt::format("{}|{}", office.system, office.value),
                                                    policy::number_forms()));
        }
        return Read{gateway.store().clock().now(),
                    forms,
                    kind,
                    std::string(form.text("id")),
                    std::string(form.text("version")),
                    form.identifier("person"),
                    texts_of(form)};
    }
    static std::string write(ServerContext& /*gateway*/, const PlainRecord& record, const RecordView& view) {
        return items_of(view.forms, record).resource(view);
    }
    static Result<std::vector<Shown>> of_person(ServerContext& gateway, const Request& request,
                                                const store::Snapshot& snapshot,
                                                const ledger::Subject& subject) {
        TRY(const SeenRecords seen,
            seen_records(gateway, *request.caller.peer, snapshot, subject.person, subject.insurer));
        store::PersonRecords found;
        if (seen.rights.knows_person()) {
            TRY(found, store::records_of(snapshot, subject.person, kind_of(request).row_kind()));
            TRY_VOID(store::check_whole(found));
            for (const Shown& each : found.plain) {
                TRY_VOID(check_items(forms_of(gateway), each.record));
            }
        }
        std::erase_if(found.plain, [&](const Shown& kept) { return !seen.rights.may_see(kept.record); });
        return std::move(found.plain);
    }

    // What an update says of a record, a new one cannot say.
    static Result<void> check_new(ServerContext& /*gateway*/, const policy::Peer& /*caller*/,
                                  const Read& read) {
        std::string_view updates = read.kind.updates;
        while (!updates.empty()) {
            std::string_view value = text::next_part(updates, ' ');
            const std::string_view item = text::next_part(value, '=');
            const std::string_view said = read.items.find(item)->second;
            if (value.empty() ? !said.empty() : said == value) {
                const std::string expected = value.empty() ? "- (PUT)" : fmt::format("≠ {} (PUT)", value);
                return tl::make_unexpected(wrong_member(read.kind.kind, item, said, expected));
            }
        }
        return {};
    }
    // Its own, of a person whom it serves or insures. A municipality says it for an office only where offices
    // do not enter records themselves.
    static Result<void> check_person(const Entry& entry, const Read& read,
                                     const store::PersonRecords& records) {
        TRY(const PlainRecord wanted, read.record({.insurer = entry.subject.insurer}));
        const ledger::PeerRights rights = entry.rights(records);
        const bool stands_in = rights.insures && !offices_enter(entry.gateway);
        return rights.may_see(wanted) && (rights.is_own(wanted.office) || stands_in)
                   ? Result<void>()
                   : diag::fail(message::record_of_other, {}, {to_text(wanted.office)});
    }
    static bool is_same(const PlainRecord& kept, const Read& read, const policy::Peer& /*caller*/) {
        return read.record({.id = kept.id, .insurer = kept.insurer}) == kept;
    }
    static Result<PlainRecord> enter(Entry& entry, const Read& read) {
        const std::string interaction = read.kind.interaction("add");
        const auto make = [&](const PlainRecord& fresh, const auto& /*records*/) {
            return read.record(fresh);
        };
        return ledger::enter_plain(entry.gateway.store(), {interaction, ledger::Needs::opening, true},
                                   entry.subject, make, &entry.change);
    }

    // What an update may change stands in the table: an item that was empty, or one that becomes this value.
    static bool may_become(std::string_view updates, std::string_view item, std::string_view kept,
                           std::string_view text) {
        while (!updates.empty()) {
            std::string_view value = text::next_part(updates, ' ');
            if (text::next_part(value, '=') == item) {
                return value.empty() ? kept.empty() : text == value;
            }
        }
        return false;
    }
    static Result<ChangeStep> step(ServerContext& /*gateway*/, const PlainRecord& kept,
                                   const KeptNow& /*now*/, const Read& read) {
        if (kept.kind != read.kind.row_kind()) {
            return tl::make_unexpected(no_such_record(read.kind.type, kept.id));
        }
        const RecordForm& form = items_of(read.forms, kept);
        bool is_same = true;
        for (const auto& [item, text] : read.items) {
            const std::string_view before = form.text(item);
            const bool is_kept = is_alone(form, item) || before == text;
            TRY_VOID(check_fixed({{item, is_kept || may_become(read.kind.updates, item, before, text)}},
                                 read.kind.updates));
            is_same = is_same && is_kept;
        }
        return is_same ? ChangeStep::leave : ChangeStep::change;
    }
    static Result<PlainRecord> change(ServerContext& gateway, const seal::Hash& person, const std::string& id,
                                      const Read& read, ledger::PeerChange& change) {
        const std::string interaction = read.kind.interaction("withdraw");
        const auto make = [&](const PlainRecord& kept, const auto& /*records*/) { return read.record(kept); };
        return ledger::change<PlainRecord>(gateway.store(), {interaction, ledger::Needs::closing}, person, id,
                                           make, &change);
    }
};

std::vector<Route> plain_routes() {
    static constexpr int of_reading[] = {200, 304, 404, 406, 410, 412};
    static constexpr int of_searching[] = {200, 404, 406};
    static constexpr int of_entering[] = {200, 201, 403, 406, 409, 415, 422};
    static constexpr int of_updating[] = {200, 403, 404, 406, 409, 412, 415, 422};
    static std::deque<std::string> texts;
    const auto kept = [](std::string text) -> std::string_view {
        return texts.emplace_back(std::move(text));
    };
    std::vector<Route> out;
    for (const PlainKind& kind : plain_kinds()) {
        const std::string_view all = kept(fmt::format("/fhir/{}", kind.type));
        const std::string_view one = kept(fmt::format("{}/{{id}}", all));
        const AuditedAs listed{audit::Action::query, kind.listed};
        const auto name = [&](std::string_view act) { return kept(kind.interaction(act)); };
        out.push_back({"POST", all, name("enter"), kept(fmt::format("Enters {}", kind.is)), kind.type,
                       "create", Audited{{audit::Action::create, name("add")}, create_record<PlainRecord>},
                       of_entering});
        out.push_back({"GET", one, name("read"), kept(fmt::format("Reads {}", kind.is)), kind.type, "read",
                       Audited{{audit::Action::read, listed.interaction}, read_record<PlainRecord>},
                       of_reading, false, read_parameters});
        out.push_back(
            {"PUT", one, name("update"), kept(fmt::format("Cancels {}", kind.is)), kind.type, "update",
             Audited{{audit::Action::update, name("withdraw")}, update_record<PlainRecord>}, of_updating});
        out.push_back({"GET", all, name("search"), "", "", "", Audited{listed, search_records<PlainRecord>},
                       of_searching});
        out.push_back({"POST", kept(fmt::format("{}/_search", all)), name("search"),
                       kept(fmt::format("Of a person: {}", kind.is)), kind.type, "search-type",
                       Audited{listed, search_records<PlainRecord>}, of_searching, false,
                       kept_search_parameters});
    }
    return out;
}

} // namespace renkei::server
