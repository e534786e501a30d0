// renkei consent: what persons permit the care hub to share, or refuse.
#include "gateway/app/online/command_setup.h"
#include "gateway/app/online/commands.h"
#include "gateway/app/online/named_person.h"
#include "gateway/app/online/notices.h"
#include "gateway/app/online/peers.h"
#include "gateway/app/online/record_command.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/consents.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::online {
namespace {

namespace message = diag::message;

using sharing::Consent;

constexpr Text entered_text{"{} is entered", "{} を登録しました"};
constexpr Text withdrawn_text{"{} is withdrawn", "{} を撤回しました"};
constexpr Text nothing_text{"no consent or refusal of this person is entered",
                            "この利用者の同意・不同意は登録されていません"};

struct ConsentCommand {
    RecordOperands of{};
    std::string taker{};
    std::string channel = "application";
    std::string given{};
    std::string by = "person";
    std::string from{};
    std::string until{};
    std::string evidence{};
    std::string why{};
    std::vector<std::string> kinds{};
    std::vector<std::string> receivers{};
    std::vector<std::string> purposes{};

    diag::Result<Consent> consent(bool permits) const; // as far as the options say it
    ExitResult enter(bool permits, Language language) const;
    ExitResult give(const CommandSettings& settings) const;
    ExitResult refuse(Language language) const { return enter(false, language); }
    ExitResult withdraw(Language language) const;
    ExitResult list(Language language) const;
    ExitResult show(Language language) const;
};

// Time, what it says, then NAME=VALUE for the rest.
std::string consent_line(const Consent& consent, Language language) {
    std::string out = fmt::format("{} {} {}", consent.id, time::second_in_japan(consent.given_at),
                                  consent.permits ? label("同意", "permits", language)
                                                  : label("不同意", "refuses", language));
    out += column("by", sharing::word_of(consent.given_by));
    out += column("taker", policy::to_text(consent.taker));
    out += column("channel", sharing::word_of(consent.channel));
    out += column("insurer", consent.insurer);
    out += column("kinds", fmt::format("{}", fmt::join(consent.kinds, ","))) +
           column("receivers", joined(consent.receivers)) +
           column("purposes", joined_words(consent.purposes));
    out += column("from", consent.from) + column("until", consent.until);
    if (consent.withdrawn) {
        out += column("withdrawn", time::second_in_japan(consent.withdrawn->at)) +
               column("withdrawn-by", sharing::word_of(consent.withdrawn->by));
    }
    return diag::on_one_line(out);
}

// What holds for the person, whatever was consented to.
std::string person_line(const sharing::PersonState& person) {
    const auto moment = [](const std::optional<base::Millis>& at) {
        return at ? time::second_in_japan(*at) : std::string();
    };
    return "person" + column("insurer", person.insurer.empty() ? "-" : person.insurer) +
           column("moved-in", moment(person.moved_in)) + column("died", moment(person.died)) +
           column("hidden", sharing::word_of(person.hidden)) + "\n";
}

// What decides now, and what that changes.
Notices notices_of(const registry::EnteredConsent& entered, base::Millis now, Language language) {
    Notices out;
    for (const diag::Finding& each : registry::findings_about(entered, now)) {
        out.add(notice(each, language));
    }
    return out;
}

// What a consent names that is not entered: it opens nothing there.
diag::Result<Notices> unknown_in(const Consent& consent, const store::Store& store, Language language) {
    if (!consent.permits) {
        return Notices();
    }
    TRY(Notices out, insurer_notices(store, consent.insurer, language));
    for (const policy::Number& receiver : consent.receivers) {
        TRY(const std::optional<policy::Peer> peer, find_office(store, receiver));
        if (!peer) {
            out.add(notice(diag::finding(message::consent_receiver_unknown, {}, {policy::to_text(receiver)}),
                           language));
        }
    }
    return out;
}

// Of an operator: who took it is the insurer unless something else is said.
diag::Result<Consent> ConsentCommand::consent(bool permits) const {
    Consent out{.channel = chosen<sharing::ConsentChannel>(channel),
                .permits = permits,
                .kinds = kinds,
                .given_by = chosen<sharing::Ground>(by),
                .evidence = evidence};
    if (!taker.empty()) {
        TRY(out.taker, read_number(taker, "--taker"));
    }
    TRY(out.receivers, read_numbers(receivers, "--receiver"));
    TRY(out.purposes, read_words<sharing::Purpose>(purposes, "--purpose"));
    if (std::ranges::find(out.purposes, sharing::Purpose::secondary) != out.purposes.end()) {
        return diag::fail(message::purpose_without_effect, {.path = "--purpose"},
                          {std::string(sharing::word_of(sharing::Purpose::secondary))});
    }
    TRY(out.from, read_day(from, "--from"));
    TRY(out.until, read_day(until, "--until"));
    TRY(const std::optional<base::Millis> at, read_moment(given, "--given"));
    out.given_at = at.value_or(0);
    return out;
}

ExitResult ConsentCommand::give(const CommandSettings& settings) const {
    if (!kinds.empty()) {
        const std::optional<sharing::Matrix> matrix = open_matrix(settings);
        if (!matrix) {
            return ExitCode::environment;
        }
        TRY_VOID(as_usage(want_known("--kind", kinds, matrix->kind_ids())));
    }
    return enter(true, settings.language);
}

ExitResult ConsentCommand::enter(bool permits, Language language) const {
    TRY(Consent wanted, as_usage(consent(permits)));
    TRY(const NamedPerson named, open_person(of.config, of.person, language));
    TRY(const registry::Subject subject, registry::subject_of(named.store(), named.number, of.insurer));
    wanted.evidence = read_text_operand(evidence); // after the person, who may be read there, too
    const base::Millis now = named.installation->clock().now();
    wanted.given_at = given.empty() ? now : wanted.given_at;
    if (!permits && time::is_full_date(given)) {
        wanted.given_at = registry::refused_on(*time::parse_date(given), now);
    }
    wanted.taker = taker.empty() ? policy::Number{"insurer", subject.insurer} : wanted.taker;
    TRY(const registry::EnteredConsent entered, registry::enter_consent(named.store(), subject, wanted));
    const auto say = [&](const store::Store& store, const Consent& it) -> diag::Result<Notices> {
        Notices out = notices_of(entered, now, language);
        TRY(const Notices unknown, unknown_in(it, store, language));
        out.add(unknown);
        return out;
    };
    return print_record(named, of.format, entered.consent, entered_text, language, say);
}

ExitResult ConsentCommand::withdraw(Language language) const {
    const auto end = [&](store::Store& store, const seal::Hash& person) {
        return registry::withdraw_consent(store, person, of.id, chosen<sharing::Ground>(by),
                                          read_text_operand(why));
    };
    const auto say = [&](const store::Store& /*store*/, const Consent& /*consent*/) {
        return diag::Result<Notices>(notice(diag::finding(message::consent_all_withdrawn, {}), language));
    };
    return change_record(of, withdrawn_text, language, end, say);
}

ExitResult ConsentCommand::list(Language language) const {
    TRY(const NamedPerson named, open_person(of.config, of.person, language));
    TRY(const store::PersonRecords records, named.records("consent-list"));
    if (of.format == "text") { // consents may be right and count for nothing
        print(person_line(named.state(records)));
    }
    const auto& list = records.consents;
    return print_records(
        list, records, of.format, nothing_text, language,
        [&](std::size_t i) { return consent_line(list[i].record, language); },
        [&](std::size_t i) { return sharing::to_json(list[i].record); });
}

ExitResult ConsentCommand::show(Language language) const {
    TRY(const NamedPerson named, open_person(of.config, of.person, language));
    TRY(const store::PersonRecords records, named.records("consent-list"));
    const store::Kept<Consent>* const found = store::with_id(records.consents, of.id);
    if (found == nullptr) {
        return diag::fail(message::consent_unknown, {}, {of.id});
    }
    print(json::pretty(sharing::to_json(found->record)) + "\n");
    return ExitCode::clean;
}

using SharedConsent = std::shared_ptr<ConsentCommand>;

void add_entry_options(Command& command, const SharedConsent& consent) {
    command.option("--insurer", consent->of.insurer);
    command.option("--taker", consent->taker);
    command.choice("--channel", consent->channel, choices_of<sharing::ConsentChannel>());
    command.option("--given", consent->given);
    command.choice("--by", consent->by, choices_of<sharing::Ground>());
    command.option("--evidence", consent->evidence);
}

void add_give(Command& above, const SharedConsent& consent, const CommandSettings& settings) {
    Command command = add_record_command(above, "give", consent->of);
    add_entry_options(command, consent);
    command.options("--kind", consent->kinds);
    command.options("--receiver", consent->receivers);
    command.options("--purpose", consent->purposes);
    command.option("--from", consent->from);
    command.option("--until", consent->until);
    command.run([consent, &settings] { return consent->give(settings); });
}

void add_refuse(Command& above, const SharedConsent& consent, const CommandSettings& settings) {
    Command command = add_record_command(above, "refuse", consent->of);
    add_entry_options(command, consent);
    command.run([consent, &settings] { return consent->refuse(settings.language); });
}

void add_withdraw(Command& above, const SharedConsent& consent, const CommandSettings& settings) {
    Command command = add_record_command(above, "withdraw", consent->of);
    command.operand("ID", consent->of.id, Command::Required::no);
    command.choice("--by", consent->by, choices_of<sharing::Ground>());
    command.option("--why", consent->why);
    command.run([consent, &settings] { return consent->withdraw(settings.language); });
}

} // namespace

void describe_consent_command(Command command, CommandSettings& settings) {
    const auto consent = std::make_shared<ConsentCommand>();
    add_give(command, consent, settings);
    add_refuse(command, consent, settings);
    add_withdraw(command, consent, settings);
    Command list = add_record_command(command, "list", consent->of);
    list.run([consent, &settings] { return consent->list(settings.language); });
    Command show = add_record_command(command, "show", consent->of);
    show.operand("ID", consent->of.id);
    show.run([consent, &settings] { return consent->show(settings.language); });
}

} // namespace renkei::online
