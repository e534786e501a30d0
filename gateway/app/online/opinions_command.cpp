// renkei opinions: which institutions are asked for an opinion of the attending doctor
// (主治医意見書作成依頼), and what came of it.
#include "gateway/app/online/command_setup.h"
#include "gateway/app/online/commands.h"
#include "gateway/app/online/notices.h"
#include "gateway/app/online/peers.h"
#include "gateway/app/online/record_command.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/opinions.h"
#include "generated/messages/cli.h"
#include "generated/messages/registry.h"

#include <algorithm>
#include <memory>

namespace renkei::online {
namespace {

using sharing::OpinionRequest;
using Act = registry::Act<OpinionRequest>;

constexpr Text opinion_requested{"{} is entered; 主治医意見書 is awaited\n",
                                 "{} を登録しました。意見書の到着を待ちます\n"};
constexpr Text opinion_changed{"{} is as it was asked for\n", "{} を指定のとおりにしました\n"};
constexpr Text opinion_closed{"{} is closed\n", "{} を取り下げました\n"};
constexpr Text no_opinion{"no request for 主治医意見書 is shown\n",
                          "該当する主治医意見書作成依頼はありません\n"};

struct OpinionCommand {
    RecordOperands of{};
    std::string institution{};
    std::string reference{};
    std::string sent{};
    std::string due{};
    std::string on{};
    std::string way{};           // empty: not given
    std::string doctor_agrees{}; // empty: not given
    std::string insurer{};       // of a list
    bool is_overdue = false;
    ListPage page{};

    diag::Result<OpinionRequest> request() const; // `sent` is the year 0 if it is not given
    diag::Result<store::ListQuery> query() const;
    ExitCode ask(const CommandSettings& settings) const;
    // `step(request, day)` changes it, on the day of --on or today.
    template <class Step>
    ExitCode change(const Act& act, Text done, Language language, const Step& step) const;
    ExitCode receive(Language language) const;
    ExitCode list(Language language) const;
    ExitCode list_awaited(Language language) const;
};

std::string opinion_line(const store::Kept<OpinionRequest>& kept, sharing::OpinionState state,
                         Language language) {
    const OpinionRequest& it = kept.record;
    const auto in = [&](Language each) {
        return diag::words_for("opinion_state", sharing::word_of(state), each);
    };
    std::string out = fmt::format("{} {} {} {}", it.id, policy::to_text(it.institution), it.sent.text(),
                                  label(in(Language::japanese), in(Language::english), language));
    out += column("due", it.due) + column("reference", it.reference) + column("insurer", it.insurer);
    if (it.received) {
        out += column("received", it.received->day) + column("way", sharing::word_of(it.received->way)) +
               column("doctor-agrees", it.received->doctor_agrees ? "yes" : "no");
    }
    out += column("decided", it.decided) + column("delivered", it.delivered) + column("closed", it.closed);
    return diag::on_one_line(out);
}

diag::Result<OpinionRequest> OpinionCommand::request() const {
    OpinionRequest out{.reference = reference};
    TRY(out.institution, read_number(institution, "--institution"));
    TRY(const std::optional<time::Date> day, read_day(sent, "--sent"));
    TRY(out.due, read_day(due, "--due"));
    out.sent = day.value_or(time::Date());
    return out;
}

// Does the matrix open anything to such a peer because it is asked?
bool may_be_asked(const sharing::Matrix& matrix, policy::Role role) {
    const std::span<const sharing::ReaderId> readers = matrix.readers_of(role);
    return std::ranges::any_of(matrix.rows(), [&](const sharing::MatrixRow& row) {
        return row.relation == sharing::Relation::opinion_requested &&
               std::ranges::any_of(
                   readers, [&](sharing::ReaderId reader) { return matrix[reader].column == row.column; });
    });
}

// Of the institution that is asked.
Notices institution_notices(const sharing::Matrix& matrix, const std::optional<policy::Peer>& peer,
                            const policy::Number& institution, Language language) {
    const std::string number = policy::to_text(institution);
    if (!peer) {
        return notice(diag::finding(diag::message::opinion_of_no_peer, {}, {number}), language);
    }
    return may_be_asked(matrix, peer->role)
               ? Notices()
               : notice(diag::finding(diag::message::opinion_of_other_role, {},
                                      {number, peer->id, std::string(policy::to_text(peer->role))}),
                        language);
}

ExitCode OpinionCommand::ask(const CommandSettings& settings) const {
    const Language language = settings.language;
    const diag::Result<OpinionRequest> wanted = request();
    if (!wanted) {
        print_finding(wanted.error(), language);
        return ExitCode::usage;
    }
    const std::optional<sharing::Matrix> matrix = open_matrix(settings);
    if (!matrix) {
        return ExitCode::environment;
    }
    const auto enter = [&](store::Store& store, const registry::Subject& subject) {
        OpinionRequest out = *wanted;
        out.sent = sent.empty() ? time::day_in_japan(store.clock().now()) : out.sent;
        return registry::enter(store, registry::opinion_request, subject, std::move(out));
    };
    const auto say = [&](const store::Store& store, const OpinionRequest& it) -> diag::Result<Notices> {
        TRY(Notices out, insurer_notices(store, it.insurer, language));
        TRY(const std::optional<policy::Peer> peer, find_office(store, it.institution));
        out.add(institution_notices(*matrix, peer, it.institution, language));
        return out;
    };
    return enter_record(of, opinion_requested, language, enter, say);
}

template <class Step>
ExitCode OpinionCommand::change(const Act& act, Text done, Language language, const Step& step) const {
    const diag::Result<std::optional<time::Date>> day = read_day(on, "--on");
    if (!day) {
        print_finding(day.error(), language);
        return ExitCode::usage;
    }
    const auto apply = [&](store::Store& store, const seal::Hash& person) {
        const time::Date that = day->value_or(time::day_in_japan(store.clock().now()));
        return registry::change(store, act, person, of.id,
                                registry::edited([&](OpinionRequest& it) { step(it, that); }));
    };
    return change_record(of, done, language, apply, no_notices);
}

ExitCode OpinionCommand::receive(Language language) const {
    // what is not said stays; a first one came today, on paper, without agreement
    const auto came = [&](OpinionRequest& it, const time::Date& day) {
        const bool is_first = !it.received;
        sharing::OpinionReceived& received = is_first ? it.received.emplace() : *it.received;
        received.day = is_first || !on.empty() ? day : received.day;
        received.way = way.empty() ? received.way : chosen<sharing::OpinionWay>(way);
        received.doctor_agrees = doctor_agrees.empty() ? received.doctor_agrees : doctor_agrees == "yes";
    };
    return change(registry::opinion_receive, opinion_changed, language, came);
}

ExitCode OpinionCommand::list(Language language) const {
    const int said = static_cast<int>(!of.person.empty()) + static_cast<int>(!institution.empty()) +
                     static_cast<int>(!insurer.empty());
    if (const ExitCode wrong = check_list_of(said, "--institution | --insurer", language);
        wrong != ExitCode::clean) {
        return wrong;
    }
    if (of.person.empty()) {
        return list_awaited(language);
    }
    const auto named = open_person(of.config, of.person, language);
    if (!named) {
        return named.error();
    }
    diag::Result<store::PersonRecords> records = named->records("opinions-list");
    if (!records) {
        return print_failure(records.error(), language);
    }
    const registry::ShownOpinions shown = registry::opinions_shown(
        *std::move(records), is_overdue ? registry::Awaited::overdue : registry::Awaited::all,
        named->store().clock().now());
    return print_records(
        shown.records.opinions, shown.records, of.format, no_opinion, language,
        [&](std::size_t i) { return opinion_line(shown.records.opinions[i], shown.states[i], language); });
}

diag::Result<store::ListQuery> OpinionCommand::query() const {
    store::ListQuery out{.insurer = insurer, .after = page.after, .limit = page.last};
    if (!institution.empty()) {
        TRY(out.office, read_number(institution, "--institution"));
    } else if (!policy::is_whole({.kind = "insurer", .value = insurer})) {
        return wrong_value("--insurer", insurer, "NNNNNN");
    }
    return out;
}

ExitCode OpinionCommand::list_awaited(Language language) const {
    const diag::Result<store::ListQuery> wanted = query();
    if (!wanted) {
        print_finding(wanted.error(), language);
        return ExitCode::usage;
    }
    const std::unique_ptr<Installation> installation = open_installation(of.config, language);
    if (!installation) {
        return ExitCode::environment;
    }
    store::Store& store = installation->store();
    const std::string whose = institution.empty()
                                  ? fmt::format("insurer={}", insurer)
                                  : fmt::format("institution={}", policy::to_text(wanted->office));
    const auto shown =
        read_list<registry::ShownOpinions>(store, "opinions-list", whose, [&](const store::Snapshot& it) {
            return registry::opinions_shown(it, *wanted,
                                            is_overdue ? registry::Awaited::overdue : registry::Awaited::all,
                                            store.clock().now());
        });
    if (!shown) {
        return print_failure(shown.error(), language);
    }
    return print_records(shown->records.opinions, shown->records, of.format, no_opinion, language,
                         [&](std::size_t i) {
                             const auto& kept = shown->records.opinions[i];
                             return opinion_line(kept, shown->states[i], language) +
                                    column("person", seal::to_hex(kept.person));
                         });
}

using SharedOpinion = std::shared_ptr<OpinionCommand>;

void add_day(Command& command, const SharedOpinion& asked, Text about) {
    command.option("--on", asked->on, "DAY", about);
}

void add_request(Command& above, const SharedOpinion& asked, const CommandSettings& settings) {
    Command command = add_record_command(
        above, "request",
        {"Ask an institution for 主治医意見書: until the decision it may read what the matrix opens to it",
         "医療機関に主治医意見書の作成を依頼します。認定の決定まで、表で認める閲覧ができるようになります"},
        asked->of);
    command.option("--institution", asked->institution, "KIND:NUMBER",
                   {"Who writes it: a medical institution, or an office that has a doctor",
                    "意見書を作成する医療機関（または医師のいる施設）の番号"});
    command.option(
        "--reference", asked->reference, "TEXT",
        {"What the insurer's letter calls the request; lists show it", "依頼書の番号など。一覧に表示します"});
    command.option("--sent", asked->sent, "DAY",
                   {"When it was sent (default: today)", "依頼日（既定: 今日）"});
    command.option("--due", asked->due, "DAY",
                   {"Last day until which 主治医意見書 is awaited; then it is overdue",
                    "提出期限。過ぎると期限超過として表示します"});
    command.option("--insurer", asked->of.insurer, "NUMBER", insurer_text);
    command.examples({"Example:\n  renkei opinions request 'insurer:990010|0000000001' --institution "
                      "institution:9910000018 --due 2026-12-10\n",
                      "例:\n  renkei opinions request 'insurer:990010|0000000001' --institution "
                      "institution:9910000018 --due 2026-12-10\n"});
    command.run([asked, &settings] { return asked->ask(settings); });
}

void add_receive(Command& above, const SharedOpinion& asked, const CommandSettings& settings) {
    Command command = add_id_command(above, "receive",
                                     {"Enter that it came", "意見書を受け取ったことを登録します"}, asked->of);
    add_day(command, asked,
            {"When it came (default: today; of one that came, as it is)",
             "受領日（既定: 今日。受領済みなら変えません）"});
    command.choice("--way", asked->way, choices_of<sharing::OpinionWay>(),
                   {"How it came (default: paper; of one that came, as it is)",
                    "届いた方法（既定: paper 紙。受領済みなら変えません）"});
    command.choice("--doctor-agrees", asked->doctor_agrees, {"yes", "no"},
                   {"Whether the doctor agrees that it is shown, where the insurer asks for that "
                    "(doctor_consent; default: no; of one that came, as it is)",
                    "意見書を示すことへの主治医の同意。保険者が doctor_consent を選んだ場合に用います（既定: "
                    "no。受領済みなら変えません）"});
    command.run([asked, &settings] { return asked->receive(settings.language); });
}

// One that sets a day.
using Day = std::optional<time::Date> OpinionRequest::*;
void add_step(Command command, const SharedOpinion& asked, const CommandSettings& settings, Act act,
              Text done, Day set) {
    command.run([asked, &settings, act, done, set] {
        return asked->change(act, done, settings.language,
                             [set](OpinionRequest& it, const time::Date& day) { it.*set = day; });
    });
}

void add_steps(Command& above, const SharedOpinion& asked, const CommandSettings& settings) {
    Command decide =
        add_id_command(above, "decide",
                       {"Enter that the certification was decided; after that day the request opens nothing",
                        "認定が決定したことを登録します。翌日から、この依頼による閲覧はできません"},
                       asked->of);
    add_day(decide, asked, {"When (default: today)", "決定日（既定: 今日）"});
    add_step(decide, asked, settings, registry::opinion_decide, opinion_changed, &OpinionRequest::decided);
    Command deliver = add_id_command(
        above, "deliver",
        {"Enter that the person has the result, where the insurer lets information wait for it "
         "(result_delivered)",
         "認定結果が本人に届いたことを登録します。保険者が result_delivered を選んだ場合に用います"},
        asked->of);
    add_day(deliver, asked, {"Since when (default: today)", "届いた日（既定: 今日）"});
    add_step(deliver, asked, settings, registry::opinion_deliver, opinion_changed,
             &OpinionRequest::delivered);
    Command close = add_id_command(above, "close",
                                   {"Close a request without a decision: the application was withdrawn, the "
                                    "person moved, or it was a mistake",
                                    "認定の決定を待たずに依頼を取り下げます（申請の取下げ、転出、誤りなど）"},
                                   asked->of);
    add_day(close, asked,
            {"Last day on which it counts (default: today); the day before it was sent: it never did",
             "有効な最後の日（既定: 今日）。依頼日の前日なら、初めから無効とします"});
    add_step(close, asked, settings, registry::opinion_close, opinion_closed, &OpinionRequest::closed);
}

} // namespace

void describe_opinions_command(Command command, CommandSettings& settings) {
    const auto asked = std::make_shared<OpinionCommand>();
    add_request(command, asked, settings);
    add_receive(command, asked, settings);
    add_steps(command, asked, settings);
    Command list = command.command(
        "list",
        {"List the requests about a person, or what is awaited: the work list of an "
         "institution or an insurer",
         "利用者についての依頼、または意見書の到着を待つ依頼（医療機関・保険者ごとの作業一覧）を表示します"});
    list.operand("PERSON", asked->of.person, person_text, Command::Required::no);
    add_config(list, asked->of.config);
    list.filter(
        "--institution", asked->institution, "KIND:NUMBER",
        {"Awaited of this institution; persons are shown as keyed hashes (that of a number: renkei person "
         "show), hidden ones (支援措置) not at all",
         "この医療機関が作成するもの。利用者は鍵付きハッシュ（番号との対応は renkei person show）で表示し、"
         "支援措置の利用者は表示しません"});
    list.filter("--insurer", asked->insurer, "NUMBER",
                {"Awaited by this insurer, six digits", "この保険者（6 桁）が待つもの"});
    list.flag("--overdue", asked->is_overdue, {"Only what is overdue", "期限を過ぎたものだけ"});
    add_list_page(list, asked->page);
    add_record_format(list, asked->of.format);
    list.run([asked, &settings] { return asked->list(settings.language); });
}

} // namespace renkei::online
