// renkei relation: what organisations are to persons because the insurer says so.
#include "gateway/app/online/commands.h"
#include "gateway/app/online/record_command.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/relations.h"
#include "generated/messages/cli.h"

#include <memory>

namespace renkei::online {
namespace {

namespace message = diag::message;

using sharing::RelationKind;
using sharing::StatedRelation;

constexpr Text relation_entered{"{} is entered\n", "{} を登録しました\n"};
constexpr Text relation_ended{"{} has an end now\n", "{} の終了を登録しました\n"};
constexpr Text no_relation{"no relation is entered\n", "関係の登録はありません\n"};

struct RelationCommand {
    RecordOperands of{};
    std::string kind{};
    std::string organisation{};
    std::string from{};
    std::string until{};
    std::string on{};

    diag::Result<StatedRelation> relation() const; // without --from: of the year 0
    ExitCode add(Language language) const;
    ExitCode end(Language language) const;
    ExitCode list(Language language) const;
};

diag::Result<StatedRelation> RelationCommand::relation() const {
    if (kind.empty()) {
        return diag::fail(message::usage_missing, {}, {"--kind"});
    }
    StatedRelation out{.kind = chosen<RelationKind>(kind)};
    if (out.kind == RelationKind::board_case && until.empty()) { // a case is read for a limited time
        return diag::fail(message::usage_missing, {}, {"--until"});
    }
    TRY(out.organisation, read_number(organisation, "--organisation"));
    TRY(const std::optional<time::Date> first, read_day(from, "--from"));
    TRY(out.until, read_day(until, "--until"));
    out.from = first.value_or(time::Date());
    return out;
}

ExitCode RelationCommand::add(Language language) const {
    const diag::Result<StatedRelation> wanted = relation();
    if (!wanted) {
        print_finding(wanted.error(), language);
        return ExitCode::usage;
    }
    const auto enter = [&](store::Store& store, const registry::Subject& subject) {
        StatedRelation out = *wanted;
        out.from = from.empty() ? time::day_in_japan(store.clock().now()) : out.from;
        return registry::enter(store, registry::relation_add, subject, std::move(out));
    };
    const auto say = [&](const store::Store& store, const StatedRelation& it) {
        return insurer_notices(store, it.insurer, language);
    };
    return enter_record(of, relation_entered, language, enter, say);
}

ExitCode RelationCommand::end(Language language) const {
    const diag::Result<std::optional<time::Date>> day = read_day(on, "--on");
    if (!day) {
        print_finding(day.error(), language);
        return ExitCode::usage;
    }
    const auto change = [&](store::Store& store, const seal::Hash& person) {
        return registry::end_relation(store, person, of.id,
                                      day->value_or(time::day_in_japan(store.clock().now())));
    };
    return change_record(of, relation_ended, language, change, no_notices);
}

ExitCode RelationCommand::list(Language language) const {
    const auto records = read_records_of(of.config, of.person, "relation-list", language);
    if (!records) {
        return records.error();
    }
    const auto line_of = [&](std::size_t i) {
        const StatedRelation& it = records->relations[i].record;
        const std::string start = fmt::format("{} {} {} {}", it.id, policy::to_text(it.organisation),
                                              it.from.text(), sharing::word_of(it.kind));
        return diag::on_one_line(start + column("until", it.until) + column("insurer", it.insurer));
    };
    return print_records(records->relations, *records, of.format, no_relation, language, line_of);
}

} // namespace

void describe_relation_command(Command command, CommandSettings& settings) {
    const auto relation = std::make_shared<RelationCommand>();
    Command add = add_record_command(
        command, "add", {"Enter what an organisation is to a person", "機関と利用者との関係を登録します"},
        relation->of);
    add.choice("--kind", relation->kind, choices_of<RelationKind>(),
               {"gives_care_service: a medical institution gives the person a care service (居宅療養管理指導 "
                "and others); case: the member of the certification board has the person's case",
                "gives_care_service: 医療機関が利用者に介護サービス（居宅療養管理指導など）を提供。case: "
                "認定審査会の委員が担当する案件"});
    add.option("--organisation", relation->organisation, "KIND:NUMBER",
               {"Which: a number of one of the peers", "機関の番号（接続先の番号）"});
    add.option("--from", relation->from, "DAY", first_day_text);
    add.option("--until", relation->until, "DAY", last_day_text);
    add.option("--insurer", relation->of.insurer, "NUMBER", insurer_text);
    add.examples({"Example:\n  renkei relation add 'insurer:990010|0000000001' --kind gives_care_service "
                  "--organisation institution:9910000018\n",
                  "例:\n  renkei relation add 'insurer:990010|0000000001' --kind gives_care_service "
                  "--organisation institution:9910000018\n"});
    add.run([relation, &settings] { return relation->add(settings.language); });
    Command end = add_id_command(command, "end",
                                 {"End a relation: the organisation reads nothing more by it",
                                  "関係を終了します。この関係による閲覧はできなくなります"},
                                 relation->of);
    end.option("--on", relation->on, "DAY",
               {"Last day on which it counts (default: today); the day before it began: it never did",
                "有効な最後の日（既定: 今日）。開始日の前日なら、初めから無効とします"});
    end.run([relation, &settings] { return relation->end(settings.language); });
    Command list = add_record_command(
        command, "list", {"List what organisations are to a person", "利用者との関係の一覧を表示します"},
        relation->of);
    list.run([relation, &settings] { return relation->list(settings.language); });
}

} // namespace renkei::online
