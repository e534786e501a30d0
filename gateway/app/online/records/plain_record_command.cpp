// renkei record KIND of kinds that no decision reads: an option is an item, and the table says what else an
// act sets.
#include "gateway/app/online/records/record_acts.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/network/ledger/plain_records.h"
#include "gateway/network/server/records/person_rights.h"
#include "gateway/network/server/records/plain_form.h"
#include "generated/messages/ledger.h"

#include <algorithm>
#include <array>

namespace renkei::online {
namespace {

using store::PlainRecord;

constexpr std::string_view day_of_act = "today";

std::string row_kind(const Asked& asked) { return fmt::format("{}{}", store::plain_prefix, asked.kind); }

// The day of an act that was done before stays.
server::ItemTexts items_of(const Asked& asked, const PlainRecord& before, base::Millis now) {
    server::ItemTexts out;
    for (const auto& [item, value] : asked.sets) {
        const std::string said(server::items_of({}, before).text(item));
        out[std::string(item)] = value != day_of_act ? std::string(value)
                                 : said.empty()      ? time::day_in_japan(now).text()
                                                     : said;
    }
    for (const auto& [option, value] : asked.options) {
        if (value) {
            std::string item = option.substr(2);
            std::ranges::replace(item, '-', '_');
            out[item] = *value;
        }
    }
    return out;
}

std::string interaction_of(const Asked& asked, std::string_view act) {
    std::string out = fmt::format("{}-{}", asked.kind, act);
    std::ranges::replace(out, '_', '-');
    return out;
}

ExitResult print_plain(const Asked& asked, const NamedPerson& named, const PlainRecord& record) {
    print(asked.of.format == "json"
              ? json::pretty(record.text) + "\n"
              : fmt::format(fmt::runtime(asked.sentence().in(asked.language())), record.id) + "\n");
    return print_entered(*named.installation, {}, asked.language());
}

diag::Result<PlainRecord> wanted(const Asked& asked, const PlainRecord& before, const seal::Hash& person,
                                 base::Millis now) {
    return server::plain_record({}, before, server::identifier_of_hash(person), items_of(asked, before, now),
                                now);
}

ledger::Make<PlainRecord> make_of(const Asked& asked, const NamedPerson& named) {
    return [&](const PlainRecord& kept, const auto& /*records*/) -> diag::Result<PlainRecord> {
        PlainRecord before = kept;
        if (before.kind.empty()) {
            before.kind = row_kind(asked);
        } else if (before.kind != row_kind(asked)) {
            return diag::fail(diag::message::ledger_record_unknown, {}, {kept.id});
        }
        return wanted(asked, before, named.hash(), named.store().clock().now());
    };
}

ExitResult add_plain(const Asked& asked) {
    // what is wrong with the options is said before anything is opened
    TRY_VOID(as_usage(wanted(asked, {.kind = row_kind(asked)}, {}, base::SystemClock().now())));
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    TRY(const ledger::Subject subject, ledger::subject_of(named.store(), named.number, asked.of.insurer));
    const std::string interaction = interaction_of(asked, "add");
    TRY(const PlainRecord entered,
        ledger::enter_plain(named.store(), {interaction, ledger::Needs::opening, true}, subject,
                            make_of(asked, named)));
    return print_plain(asked, named, entered);
}

ExitResult withdraw_plain(const Asked& asked) {
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    const std::string interaction = interaction_of(asked, "withdraw");
    TRY(const PlainRecord changed,
        ledger::change<PlainRecord>(named.store(), {interaction, ledger::Needs::closing}, named.hash(),
                                    asked.of.id, make_of(asked, named)));
    return print_plain(asked, named, changed);
}

ExitResult list_plain(const Asked& asked) {
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    store::PersonRecords found;
    TRY_VOID(named.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(found, store::records_of(transaction, named.hash(), row_kind(asked)));
        return transaction.audit(ledger::event_about(named.hash(), named.store().clock().now(),
                                                     audit::Action::read, interaction_of(asked, "list"), {}));
    }));
    const auto line_of = [&](std::size_t i) {
        return diag::on_one_line(server::plain_line({}, found.plain[i].record));
    };
    return print_records(found.plain, found, asked.of.format, asked.sentence(), asked.language(), line_of,
                         [&](std::size_t i) { return found.plain[i].record.text; });
}

constexpr std::array<ActCode, 3> acts{
    {{"add", &add_plain}, {"withdraw", &withdraw_plain}, {"list", &list_plain}}};

} // namespace

const std::span<const ActCode> plain_acts = acts;

} // namespace renkei::online
