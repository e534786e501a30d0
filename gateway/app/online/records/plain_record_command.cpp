// renkei record KIND of kinds that are data alone: an option is an item, and the table says what else an
// act sets.
#include "gateway/app/online/records/record_acts.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/network/ledger/plain_records.h"
#include "gateway/network/server/records/person_rights.h"
#include "gateway/network/server/records/plain_form.h"
#include "generated/messages/cli.h"
#include "generated/messages/ledger.h"
#include "generated/messages/rules.h"

#include <algorithm>
#include <array>

namespace renkei::online {
namespace {

using store::PlainRecord;

constexpr std::string_view day_of_act = "today";

// The person whom an act is about, and the kind as the gateway's mappings have it.
struct PlainCommand {
    const Asked& asked;
    NamedPerson named;
    server::RecordForms forms;

    store::Store& store() const { return named.store(); }
    std::string row_kind() const { return server::row_kind_of(asked.kind); }
};

tl::expected<PlainCommand, Failure> open_plain(const Asked& asked) {
    TRY(NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    diag::Report ignored; // the gateway reports them
    TRY(catalogue::Catalogue opened,
        catalogue::Catalogue::load(named.installation->settings().mappings, ignored));
    return PlainCommand{asked, std::move(named),
                        std::make_shared<const catalogue::Catalogue>(std::move(opened))};
}

// The day of an act that was done before stays.
server::ItemTexts said_items(const PlainCommand& of, const PlainRecord& before, base::Millis now) {
    server::ItemTexts out;
    for (const auto& [item, value] : of.asked.sets) {
        const std::string said(server::items_of(of.forms, before).text(item));
        out[std::string(item)] = value != day_of_act ? std::string(value)
                                 : said.empty()      ? time::day_in_japan(now).text()
                                                     : said;
    }
    for (const auto& [option, value] : of.asked.options) {
        if (value) {
            std::string item = option.substr(2);
            std::ranges::replace(item, '-', '_');
            out[item] = *value;
        }
    }
    return out;
}

// What must be filled in was no option of the command.
diag::Error as_missing_option(diag::Error why) {
    if (why.message != message::value_missing) {
        return why;
    }
    std::string item = why.item.substr(0, why.item.find('.'));
    std::ranges::replace(item, '_', '-');
    return diag::finding(message::usage_missing, {}, {"--" + item});
}

ExitResult print_plain(const PlainCommand& of, const PlainRecord& record) {
    print(of.asked.of.format == "json"
              ? json::pretty(record.text) + "\n"
              : fmt::format(fmt::runtime(of.asked.sentence().in(of.asked.language())), record.id) + "\n");
    return print_entered(*of.named.installation, {}, of.asked.language());
}

ledger::Make<PlainRecord> make_of(const PlainCommand& of) {
    return [&](const PlainRecord& kept, const auto& /*records*/) -> diag::Result<PlainRecord> {
        PlainRecord before = kept;
        if (before.kind.empty()) {
            before.kind = of.row_kind();
        } else if (before.kind != of.row_kind()) {
            return diag::fail(diag::message::ledger_record_unknown, {}, {kept.id});
        }
        const base::Millis now = of.store().clock().now();
        return server::plain_record(of.forms, before, server::identifier_of_hash(of.named.hash()),
                                    said_items(of, before, now), now);
    };
}

ExitResult add_plain(const Asked& asked) {
    TRY(const PlainCommand of, open_plain(asked));
    // what is wrong with the options comes first
    TRY_VOID(as_usage(make_of(of)({}, {}).map_error(as_missing_option)));
    TRY(const ledger::Subject subject, ledger::subject_of(of.store(), of.named.number, asked.of.insurer));
    const std::string interaction = server::interaction_of(asked.kind, "add");
    TRY(const PlainRecord entered,
        ledger::enter_plain(of.store(), {interaction, ledger::Needs::opening, true}, subject, make_of(of)));
    return print_plain(of, entered);
}

ExitResult withdraw_plain(const Asked& asked) {
    TRY(const PlainCommand of, open_plain(asked));
    const std::string interaction = server::interaction_of(asked.kind, "withdraw");
    TRY(const PlainRecord changed,
        ledger::change<PlainRecord>(of.store(), {interaction, ledger::Needs::closing}, of.named.hash(),
                                    asked.of.id, make_of(of)));
    return print_plain(of, changed);
}

ExitResult list_plain(const Asked& asked) {
    TRY(const PlainCommand of, open_plain(asked));
    store::PersonRecords found;
    TRY_VOID(of.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(found, store::records_of(transaction, of.named.hash(), of.row_kind()));
        return transaction.audit(ledger::event_about(of.named.hash(), of.store().clock().now(),
                                                     audit::Action::read,
                                                     server::interaction_of(asked.kind, "list"), {}));
    }));
    std::erase_if(found.plain, [&](const auto& each) { // the list has what can be read
        const diag::Result<void> known = server::check_items(of.forms, each.record);
        if (!known) {
            found.unread.push_back({each.person, each.record.id, each.record.kind, known.error()});
        }
        return !known;
    });
    const auto line_of = [&](std::size_t i) {
        return diag::on_one_line(server::plain_line(of.forms, found.plain[i].record));
    };
    return print_records(found.plain, found, asked.of.format, asked.sentence(), asked.language(), line_of,
                         [&](std::size_t i) { return found.plain[i].record.text; });
}

constexpr std::array<ActCode, 3> acts{
    {{"add", &add_plain}, {"withdraw", &withdraw_plain}, {"list", &list_plain}}};

} // namespace

const std::span<const ActCode> plain_acts = acts;

} // namespace renkei::online
