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
    command.option("--insurer", consent->of.insurer, "NUMBER", insurer_text);
    command.option("--taker", consent->taker, "KIND:NUMBER",
                   {"Who took it down: the insurer (default), or an office in its place",
                    "意思を確認した者: 保険者（既定）か、それに代わる事業所"});
    command.choice("--channel", consent->channel, choices_of<sharing::ConsentChannel>(),
                   {"Where it was taken: with the application (default) or its renewal, on a screen, by card",
                    "確認した場面: 認定申請時（既定）・更新時・画面・カード"});
    command.option(
        "--given", consent->given, "MOMENT",
        {"When: YYYY-MM-DD (in Japan; a consent counts from its beginning, a refusal from its end) "
         "or a moment with its zone (default: now)",
         "日時: YYYY-MM-DD（日本時間。同意はその日の始め、不同意は終わりとして扱う）または"
         "時差付きの日時（既定: 現在）"});
    command.choice("--by", consent->by, choices_of<sharing::Ground>(),
                   {"Who said it (default: the person); the insurer chooses which proxies count",
                    "意思を示した人（既定: 本人）。認める代理人の範囲は保険者が決めます"});
    command.option("--evidence", consent->evidence, "TEXT",
                   {"Where the paper is kept; - reads a line of standard input",
                    "書面などの保管場所。- なら標準入力から1行読みます"});
}

void add_give(Command& above, const SharedConsent& consent, const CommandSettings& settings) {
    Command command = add_record_command(
        above, "give",
        {"Enter a consent. The newest record of a person decides; everything may be read for care "
         "unless something narrower is said",
         "同意を登録します。判定には利用者ごとに最も新しい記録を用います。範囲を指定しなければ、ケアの"
         "ための閲覧をすべて認めます"},
        consent->of);
    add_entry_options(command, consent);
    command.options("--kind", consent->kinds, "KIND",
                    {"Only these kinds of information", "この種類の情報だけ"});
    command.options("--receiver", consent->receivers, "KIND:NUMBER",
                    {"Only to these organisations", "この機関に対してだけ"});
    command.options("--purpose", consent->purposes, "PURPOSE",
                    {"Only for these purposes (default: care)", "この目的だけ（既定: care）"});
    command.option(
        "--from", consent->from, "DAY",
        {"First day on which it counts (default: when it was given)", "初日（既定: 同意の日時から）"});
    command.option("--until", consent->until, "DAY", last_day_text);
    command.examples(
        {"Example:\n  renkei consent give 'insurer:990010|0000000001' --evidence 'binder 12, sheet 4'\n",
         "例:\n  renkei consent give 'insurer:990010|0000000001' --evidence '綴り12の4'\n"});
    command.run([consent, &settings] { return consent->give(settings); });
}

void add_refuse(Command& above, const SharedConsent& consent, const CommandSettings& settings) {
    Command command =
        add_record_command(above, "refuse",
                           {"Enter that the person consents to nothing; older consents count no more",
                            "不同意を登録します。これより前の同意は用いなくなります"},
                           consent->of);
    add_entry_options(command, consent);
    command.run([consent, &settings] { return consent->refuse(settings.language); });
}

void add_withdraw(Command& above, const SharedConsent& consent, const CommandSettings& settings) {
    Command command = add_record_command(above, "withdraw",
                                         {"Withdraw: every consent of the person ends now",
                                          "同意を撤回します。この利用者のこれまでの同意はすべて終わります"},
                                         consent->of);
    command.operand("ID", consent->of.id,
                    {"Which one was meant (default: the newest that permits)",
                     "撤回の対象として示された同意の ID（既定: 最も新しい同意）"},
                    Command::Required::no);
    command.choice("--by", consent->by, choices_of<sharing::Ground>(),
                   {"Who withdraws (default: the person)", "撤回する人（既定: 本人）"});
    command.option("--why", consent->why, "TEXT",
                   {"The reason, if one was said; - reads a line of standard input",
                    "理由（示された場合）。- なら標準入力から1行読みます"});
    command.run([consent, &settings] { return consent->withdraw(settings.language); });
}

} // namespace

void describe_consent_command(Command command, CommandSettings& settings) {
    const auto consent = std::make_shared<ConsentCommand>();
    add_give(command, consent, settings);
    add_refuse(command, consent, settings);
    add_withdraw(command, consent, settings);
    Command list =
        add_record_command(command, "list",
                           {"Show the person's state, then list consents and refusals, the oldest first",
                            "利用者の状態に続けて、同意・不同意の一覧を古い順に表示します"},
                           consent->of);
    list.run([consent, &settings] { return consent->list(settings.language); });
    Command show =
        add_record_command(command, "show", {"Show one as JSON", "一つを JSON で表示します"}, consent->of);
    show.operand("ID", consent->of.id, {"Which one", "同意の ID"});
    show.run([consent, &settings] { return consent->show(settings.language); });
}

} // namespace renkei::online
