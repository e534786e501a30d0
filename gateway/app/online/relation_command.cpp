// renkei relation: what organisations are to persons because the insurer says so.
#include "gateway/app/online/record_acts.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/relations.h"

#include <array>

namespace renkei::online {
namespace {

using sharing::RelationKind;
using sharing::StatedRelation;

// Without --from: of the year 0.
diag::Result<StatedRelation> relation_of(const Asked& asked) {
    TRY_VOID(asked.need({"--kind"}));
    StatedRelation out{.kind = asked.word<RelationKind>("--kind")};
    if (out.kind == RelationKind::board_case) { // a case is read for a limited time
        TRY_VOID(asked.need({"--until"}));
    }
    TRY(out.organisation, read_number(asked.text("--organisation"), "--organisation"));
    TRY(const std::optional<time::Date> first, asked.day("--from"));
    TRY(out.until, asked.day("--until"));
    out.from = first.value_or(time::Date());
    return out;
}

ExitCode add_relation(const Asked& asked, const CommandSettings& settings) {
    const auto complete = [&](StatedRelation& it, base::Millis now) {
        it.from = asked.text("--from").empty() ? time::day_in_japan(now) : it.from;
    };
    const auto say = [&](const store::Store& store, const StatedRelation& it) {
        return insurer_notices(store, it.insurer, settings.language);
    };
    return enter_asked(asked, asked.done, settings.language, relation_of(asked), complete,
                       &registry::add_relation, say);
}

ExitCode end_relation(const Asked& asked, const CommandSettings& settings) {
    const auto end = [&](store::Store& store, const seal::Hash& person, const time::Date& day) {
        return registry::end_relation(store, person, asked.of.id, day);
    };
    return change_on_day(asked, settings.language, end, no_notices);
}

ExitCode list_relations(const Asked& asked, const CommandSettings& settings) {
    const auto records =
        read_records_of(asked.of.config, asked.of.person, "relation-list", settings.language);
    if (!records) {
        return records.error();
    }
    const auto line_of = [&](std::size_t i) {
        const StatedRelation& it = records->relations[i].record;
        const std::string start = fmt::format("{} {} {} {}", it.id, policy::to_text(it.organisation),
                                              it.from.text(), sharing::word_of(it.kind));
        return diag::on_one_line(start + column("until", it.until) + column("insurer", it.insurer));
    };
    return print_records(records->relations, *records, asked.of.format, asked.done, settings.language,
                         line_of);
}

constexpr std::array<ActCode, 3> relation_acts{
    {{"add", &add_relation}, {"end", &end_relation}, {"list", &list_relations}}};

} // namespace

const RecordKind relation_kind{"relation", relation_acts};

} // namespace renkei::online
