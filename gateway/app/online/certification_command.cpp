// renkei certification: applications for 要介護認定 from their day to their result, and what is open or
// overdue.
#include "gateway/app/online/commands.h"
#include "gateway/app/online/notices.h"
#include "gateway/app/online/record_command.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/certifications.h"
#include "generated/messages/certification.h"
#include "generated/messages/cli.h"

#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>

namespace renkei::online {
namespace {

using sharing::Certification;
using sharing::CertificationStep;

constexpr Text certification_started{"{} is entered; the survey and 主治医意見書 come next\n",
                                     "{} を登録しました。次は認定調査と主治医意見書です\n"};
constexpr Text certification_changed{"{} is as it was asked for\n", "{} を指定のとおりにしました\n"};
constexpr Text certification_withdrawn{"{} is withdrawn\n", "{} を取り下げました\n"};
constexpr Text certification_rejected{"{} is rejected\n", "{} を却下としました\n"};
constexpr Text certification_started_moved{"{} is entered; the result comes next\n",
                                           "{} を登録しました。次は結果です\n"};
constexpr Text no_certification{"no application for 要介護認定 is shown\n",
                                "該当する要介護認定の申請はありません\n"};

struct CertificationCommand {
    RecordOperands of{};
    std::string kind{};
    std::string step{};
    std::string on{};
    std::string until{};
    std::string reason{};
    std::string insurer{}; // of a list
    bool is_overdue = false;
    ListPage page{};

    ExitCode start(Language language) const;
    // `change_on(day)`: what the command changes, on the day of --on or today.
    template <class ChangeOn, class Say>
    ExitCode change(Text done, Language language, const ChangeOn& change_on, const Say& say) const;
    ExitCode take_step(Language language) const;
    ExitCode put_off(Language language) const;
    ExitCode withdraw(Language language) const;
    ExitCode reject(Language language) const;
    ExitCode list(Language language) const;
    ExitCode list_pending(Language language) const;
};

std::string word_label(std::string_view kind, std::string_view code, Language language) {
    return label(diag::words_for(kind, code, Language::japanese), code, language);
}

std::string certification_line(const Certification& it, const sharing::CertificationStatus& status,
                               Language language) {
    std::string out = fmt::format(
        "{} {} {} {}", it.id, word_label("application", sharing::word_of(it.kind), language),
        it.applied().text(), word_label("certification", sharing::word_of(status.state), language));
    if (status.next) {
        out += column("next", word_label("step", sharing::word_of(*status.next), language)) +
               column("due", it.limit());
    }
    out += column("insurer", it.insurer);
    for (std::size_t i = 1; i < it.days.size(); ++i) {
        out += column(sharing::words<CertificationStep>[i], it.days[i]);
    }
    if (it.delay) {
        out += column("delay", it.delay->day) + column("until", it.delay->until) +
               column("reason", it.delay->reason);
    }
    return diag::on_one_line(out + column("withdrawn", it.withdrawn) + column("rejected", it.rejected));
}

// What lists have beside the record.
std::string listed_json(const Certification& it, const sharing::CertificationStatus& status) {
    std::string text;
    json::Writer out(text);
    out.start_object().key("certification").raw(sharing::to_json(it));
    out.member("state", sharing::word_of(status.state));
    if (status.next) {
        out.member("next", sharing::word_of(*status.next)).member("due", it.limit().text());
    }
    out.end_object();
    return text;
}

// Each option has a value.
diag::Result<void> check_given(std::initializer_list<std::pair<std::string_view, std::string_view>> options) {
    for (const auto& [name, value] : options) {
        if (value.empty()) {
            return diag::fail(diag::message::usage_missing, {}, {std::string(name)});
        }
    }
    return {};
}

ExitCode usage_error(const diag::Error& error, Language language) {
    print_finding(error, language);
    return ExitCode::usage;
}

ExitCode CertificationCommand::start(Language language) const {
    const diag::Result<std::optional<time::Date>> day = read_day(on, "--on");
    if (!day) {
        return usage_error(day.error(), language);
    }
    const auto enter = [&](store::Store& store, const registry::Subject& subject) {
        Certification out{.kind = chosen<sharing::ApplicationKind>(kind)};
        out.day_of(CertificationStep::application) = day->value_or(time::day_in_japan(store.clock().now()));
        return registry::enter(store, registry::certification_start, subject, std::move(out));
    };
    const auto say = [&](const store::Store& store, const Certification& it) {
        return insurer_notices(store, it.insurer, language);
    };
    const bool has_moved = kind == sharing::word_of(sharing::ApplicationKind::moved_in);
    return enter_record(of, has_moved ? certification_started_moved : certification_started, language, enter,
                        say);
}

template <class ChangeOn, class Say>
ExitCode CertificationCommand::change(Text done, Language language, const ChangeOn& change_on,
                                      const Say& say) const {
    const diag::Result<std::optional<time::Date>> day = read_day(on, "--on");
    if (!day) {
        return usage_error(day.error(), language);
    }
    const auto apply = [&](store::Store& store, const seal::Hash& person) {
        const registry::CertificationChange wanted =
            change_on(day->value_or(time::day_in_japan(store.clock().now())));
        return registry::change_certification(store, person, of.id, wanted);
    };
    return change_record(of, done, language, apply, say);
}

ExitCode CertificationCommand::take_step(Language language) const {
    if (const diag::Result<void> given = check_given({{"--step", step}}); !given) {
        return usage_error(given.error(), language);
    }
    const auto done = chosen<CertificationStep>(step);
    const auto change_on = [&](const time::Date& day) { return registry::StepDone{done, day}; };
    const auto say = [&](const store::Store& store, const Certification& it) -> diag::Result<Notices> {
        Notices out;
        if (done != CertificationStep::result) {
            return out;
        }
        TRY(const std::vector<sharing::OpinionRequest> open,
            store.read_value<std::vector<sharing::OpinionRequest>>(
                [&](const store::Snapshot& snapshot) -> diag::Result<std::vector<sharing::OpinionRequest>> {
                    TRY(const std::optional<seal::Hash> person, store::person_of_record(snapshot, it.id));
                    TRY(const store::PersonRecords records,
                        store::person_records(snapshot, person.value_or(seal::Hash()), {}));
                    return registry::opinions_undecided(records, it);
                }));
        for (const sharing::OpinionRequest& each : open) {
            out.add(notice(diag::finding(diag::message::certification_opinion_open, {},
                                         {each.id, policy::to_text(each.institution)}),
                           language));
        }
        return out;
    };
    return change(certification_changed, language, change_on, say);
}

ExitCode CertificationCommand::put_off(Language language) const {
    if (const diag::Result<void> given = check_given({{"--until", until}, {"--reason", reason}}); !given) {
        return usage_error(given.error(), language);
    }
    const diag::Result<std::optional<time::Date>> last = read_day(until, "--until");
    if (!last) {
        return usage_error(last.error(), language);
    }
    const auto change_on = [&](const time::Date& day) {
        return sharing::DelayNotice{.day = day, .until = **last, .reason = reason};
    };
    const auto say = [&](const store::Store&, const Certification& it) -> diag::Result<Notices> {
        return it.legal_limit() < it.delay->day
                   ? notice(diag::finding(diag::message::certification_notice_late, {},
                                          {it.delay->day.text(), it.legal_limit().text()}),
                            language)
                   : Notices();
    };
    return change(certification_changed, language, change_on, say);
}

ExitCode CertificationCommand::withdraw(Language language) const {
    return change(
        certification_withdrawn, language, [](const time::Date& day) { return registry::Withdrawal{day}; },
        no_notices);
}

ExitCode CertificationCommand::reject(Language language) const {
    return change(
        certification_rejected, language, [](const time::Date& day) { return registry::Rejection{day}; },
        no_notices);
}

ExitCode CertificationCommand::list(Language language) const {
    const int said = static_cast<int>(!of.person.empty()) + static_cast<int>(!insurer.empty());
    if (const ExitCode wrong = check_list_of(said, "--insurer", language); wrong != ExitCode::clean) {
        return wrong;
    }
    if (of.person.empty()) {
        return list_pending(language);
    }
    if (is_overdue) { // of a person all are shown
        return usage_error(diag::finding(diag::message::usage_unexpected, {}, {"--overdue"}), language);
    }
    const auto named = open_person(of.config, of.person, language);
    if (!named) {
        return named.error();
    }
    diag::Result<store::PersonRecords> records = named->records("certification-list");
    if (!records) {
        return print_failure(records.error(), language);
    }
    const registry::ShownCertifications shown =
        registry::certifications_shown(*std::move(records), named->store().clock().now());
    const auto& list = shown.records.certifications;
    return print_records(
        list, shown.records, of.format, no_certification, language,
        [&](std::size_t i) { return certification_line(list[i].record, shown.states[i], language); },
        [&](std::size_t i) { return listed_json(list[i].record, shown.states[i]); });
}

ExitCode CertificationCommand::list_pending(Language language) const {
    if (!policy::is_whole({.kind = "insurer", .value = insurer})) {
        return usage_error(wrong_value("--insurer", insurer, "NNNNNN").value(), language);
    }
    const std::unique_ptr<Installation> installation = open_installation(of.config, language);
    if (!installation) {
        return ExitCode::environment;
    }
    store::Store& store = installation->store();
    const store::ListQuery query{.insurer = insurer, .after = page.after, .limit = page.last};
    const registry::Awaited which = is_overdue ? registry::Awaited::overdue : registry::Awaited::all;
    const auto shown = read_list<registry::ShownCertifications>(
        store, "certification-list", fmt::format("insurer={}", insurer), [&](const store::Snapshot& it) {
            return registry::certifications_shown(it, query, which, store.clock().now());
        });
    if (!shown) {
        return print_failure(shown.error(), language);
    }
    const auto& list = shown->records.certifications;
    return print_records(
        list, shown->records, of.format, no_certification, language,
        [&](std::size_t i) {
            return certification_line(list[i].record, shown->states[i], language) +
                   column("person", seal::to_hex(list[i].person));
        },
        [&](std::size_t i) { return listed_json(list[i].record, shown->states[i]); });
}

using SharedCertification = std::shared_ptr<CertificationCommand>;

void add_certification_start(Command& above, const SharedCertification& asked,
                             const CommandSettings& settings) {
    Command command = add_record_command(
        above, "start",
        {"Enter that the person applied for 要介護認定: the result, or a notice, is due within 30 days",
         "要介護認定の申請を登録します。30 日以内に結果か延期の通知が必要になります"},
        asked->of);
    command.choice(
        "--kind", asked->kind, choices_of<sharing::ApplicationKind>(),
        {"What was applied for (default: new); moved_in: with the certificate of the insurer before, "
         "within 14 days, decided without survey and board",
         "申請の種類: new 新規（既定）、renewal 更新、change 区分変更、moved_in 転入（受給資格証明書による"
         "もの。14 日以内。認定調査と審査会なしで認定）"});
    command.option("--on", asked->on, "DAY", {"When it was made (default: today)", "申請日（既定: 今日）"});
    command.option("--insurer", asked->of.insurer, "NUMBER", insurer_text);
    command.examples(
        {"Example:\n  renkei certification start 'insurer:990010|0000000001' --kind renewal --on "
         "2026-11-20\n",
         "例:\n  renkei certification start 'insurer:990010|0000000001' --kind renewal --on 2026-11-20\n"});
    command.run([asked, &settings] { return asked->start(settings.language); });
}

void add_certification_steps(Command& above, const SharedCertification& asked,
                             const CommandSettings& settings) {
    Command step = add_id_command(above, "step",
                                  {"Enter the day of a step, or correct it; the last one is the result",
                                   "手順の日を登録・訂正します。最後の手順は result（結果）です"},
                                  asked->of);
    step.choice(
        "--step", asked->step, choices_of<CertificationStep>(),
        {"What was done; 主治医意見書 that was asked for by `renkei opinions request` is entered there",
         "行われた手順。`renkei opinions request` で依頼した意見書は、そちらで受領を登録します"});
    step.option("--on", asked->on, "DAY", {"When (default: today)", "その日（既定: 今日）"});
    step.run([asked, &settings] { return asked->take_step(settings.language); });

    Command delay = add_id_command(above, "delay",
                                   {"Enter the notice that the result takes longer than 30 days",
                                    "結果が 30 日を超えることの通知（延期の通知）を登録します"},
                                   asked->of);
    delay.option("--until", asked->until, "DAY", {"By when the result is expected", "結果の見込み日"});
    delay.option("--reason", asked->reason, "TEXT",
                 {"Why, as the notice says it to the person", "遅れる理由（本人への通知のとおり）"});
    delay.option("--on", asked->on, "DAY", {"Day of the notice (default: today)", "通知日（既定: 今日）"});
    delay.run([asked, &settings] { return asked->put_off(settings.language); });

    Command withdraw = add_id_command(
        above, "withdraw",
        {"Withdraw an application, or one that was entered by mistake", "申請を取り下げます（誤りの登録も）"},
        asked->of);
    withdraw.option("--on", asked->on, "DAY",
                    {"When (default: today); the day before the application: it was a mistake",
                     "取下げ日（既定: 今日）。申請日の前日なら、誤りの登録とします"});
    withdraw.run([asked, &settings] { return asked->withdraw(settings.language); });

    Command reject =
        add_id_command(above, "reject",
                       {"Reject an application, because the person refuses the survey or the examination "
                        "(介護保険法 27条10項)",
                        "申請を却下します（認定調査・診断に応じないため。介護保険法第 27 条第 10 項）"},
                       asked->of);
    reject.option("--on", asked->on, "DAY", {"When (default: today)", "却下日（既定: 今日）"});
    reject.run([asked, &settings] { return asked->reject(settings.language); });
}

} // namespace

void describe_certification_command(Command command, CommandSettings& settings) {
    const auto asked = std::make_shared<CertificationCommand>();
    asked->kind = sharing::word_of(sharing::ApplicationKind::first);
    add_certification_start(command, asked, settings);
    add_certification_steps(command, asked, settings);
    Command list = command.command(
        "list", {"List the applications of a person, or what is open with an insurer: what is next, by when",
                 "利用者の申請、または保険者の審査中の申請（次の手順と期限）を表示します"});
    list.operand("PERSON", asked->of.person, person_text, Command::Required::no);
    add_config(list, asked->of.config);
    list.filter("--insurer", asked->insurer, "NUMBER",
                {"Open with this insurer, six digits; persons are shown as keyed hashes",
                 "この保険者（6 桁）の審査中の申請。利用者は鍵付きハッシュで表示します"});
    list.flag("--overdue", asked->is_overdue,
              {"Of these: only what is overdue", "そのうち、期限を過ぎたものだけ"});
    add_list_page(list, asked->page);
    add_record_format(list, asked->of.format);
    list.run([asked, &settings] { return asked->list(settings.language); });
}

} // namespace renkei::online
