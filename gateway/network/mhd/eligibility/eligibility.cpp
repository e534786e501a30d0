#include "gateway/network/mhd/eligibility/eligibility.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/mhd/eligibility/eligibility_answers.h"
#include "gateway/network/mhd/metadata/confidentiality.h"
#include "gateway/network/mhd/search/date_range.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <optional>
#include <set>

namespace renkei::mhd {
namespace {

constexpr std::array<std::string_view, 7> state_names{"stated",  "differs", "undated",  "not-valid",
                                                      "unknown", "blank",   "not-asked"};
static_assert(state_names.size() == static_cast<std::size_t>(EligibilityState::count));

// All resources of a summary in one tree, so that references between them can be followed.
class SummaryResources {
public:
    explicit SummaryResources(const std::vector<SummaryResource>& resources) {
        json::Writer writer(text_);
        writer.start_array();
        for (const SummaryResource& each : resources) {
            writer.raw(each.json);
        }
        writer.end_array();
        const diag::Result<void> parsed = json::Parser().parse(text_, tree_);
        assert(parsed); // we wrote it
        static_cast<void>(parsed);
        std::size_t number = 0;
        for (const NodeId node : tree_.children(Tree::root)) {
            nodes_.emplace(resources[number++].reference, node);
        }
    }

    const Tree& tree() const { return tree_; }
    NodeId find(std::string_view reference) const {
        const auto found = nodes_.find(reference);
        return found == nodes_.end() ? json::no_node : found->second;
    }

private:
    std::string text_;
    Tree tree_;
    std::map<std::string, NodeId, std::less<>> nodes_;
};

bool has_coding(const Tree& tree, NodeId item, std::string_view path, std::string_view coding) {
    const std::string_view system = text::next_part(coding, '|');
    return std::ranges::any_of(nodes_at(tree, item, path), [&](NodeId each) {
        return text_at(tree, each, "system") == system && text_at(tree, each, "code") == coding;
    });
}

// A day, a month or a year in which a period begins or ends lets it hold on some days of it for sure, and on
// others perhaps.
Holds holds_on(const SummaryTime& period, const DateRange& day, bool may_be_open) {
    const std::optional<DateRange> begin = parse_date_range(period.from);
    const std::optional<DateRange> end = parse_date_range(period.to.value_or(std::string()));
    const bool is_end_stated = period.to && !period.to->empty();
    if ((begin && begin->from >= day.to) || (end && end->to <= day.from)) {
        return Holds::no;
    }
    const bool has_begun = begin && begin->to <= day.to;
    const bool goes_on = is_end_stated ? end && end->from >= day.from : may_be_open;
    return has_begun && goes_on ? Holds::yes : Holds::unknown;
}

// A cancelled or drafted statement does not hold on any day; one without its status may.
Holds holds_by_status(std::string_view status, std::string_view holding) {
    if (status.empty()) {
        return Holds::unknown;
    }
    for (std::string_view rest = holding; !rest.empty();) {
        if (text::next_part(rest, ',') == status) {
            return Holds::yes;
        }
    }
    return Holds::no;
}

Holds both(Holds one, Holds other) {
    return one == Holds::no || other == Holds::no ? Holds::no : one == Holds::yes ? other : Holds::unknown;
}

class EligibilityReader {
public:
    EligibilityReader(const SummaryContent& content, const std::vector<SummarySection>& sections,
                      const EligibilityTable& table, const time::Date& day)
        : content_(content),
          sections_(sections),
          table_(table),
          resources_(content.resources),
          day_{.from = time::beginning_of(day), .to = time::end_of(day) + 1} {
        out_.day = day;
    }

    Eligibility run() {
        std::vector<EligibilityAnswers> fields;
        for (const EligibilityRow& row : table_.rows) {
            if (std::ranges::find(fields, row.field, &EligibilityAnswers::id) == fields.end()) {
                fields.emplace_back(row);
            }
        }
        for (const SummaryEntry& entry : content_.entries) {
            add_entry(entry, fields);
        }
        const std::vector<std::size_t> asking = sources_that_ask();
        for (EligibilityAnswers& each : fields) {
            out_.fields.push_back(each.finish(asking));
        }
        add_limit();
        out_.is_whole = !out_.is_cut && !content_.is_cut && content_.damaged == 0 &&
                        std::ranges::none_of(content_.sources, &SummarySource::is_part);
        return std::move(out_);
    }

private:
    std::vector<std::size_t> sources_that_ask() const {
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < content_.sources.size(); ++i) {
            // of a part it is not known what else it asks
            if (!content_.sources[i].is_part &&
                std::ranges::find_first_of(content_.sources[i].kinds, table_.asking) !=
                    content_.sources[i].kinds.end()) {
                out.push_back(i);
            }
        }
        return out;
    }

    // What a document says of the limit ends with the level that it says.
    static void end_with_level(const EligibilityField& level, EligibilityField& limit) {
        for (EligibilityValue& each : limit.values) {
            const bool is_over = std::ranges::any_of(level.values, [&](const EligibilityValue& other) {
                return !other.text.empty() && other.holds == Holds::no &&
                       std::ranges::find_first_of(other.sources, each.sources) != other.sources.end();
            });
            const bool holds_too = std::ranges::any_of(level.values, [&](const EligibilityValue& other) {
                return other.holds != Holds::no &&
                       std::ranges::find_first_of(other.sources, each.sources) != other.sources.end();
            });
            if (is_over && !holds_too) {
                each.holds = Holds::no;
                each.contradicts = false;
            }
        }
    }

    // The limit of the level that surely holds. What documents say of it stands alone where it is the same,
    // and both stand where they differ.
    void add_limit() {
        const auto level = std::ranges::find(out_.fields, table_.level, &EligibilityField::id);
        const auto field = std::ranges::find(out_.fields, table_.limit, &EligibilityField::id);
        if (level == out_.fields.end() || field == out_.fields.end() ||
            level->state != EligibilityState::stated) {
            return;
        }
        const auto sure = std::ranges::find_if(level->values, [](const EligibilityValue& each) {
            return each.holds == Holds::yes && !each.text.empty();
        });
        if (sure == level->values.end()) {
            return;
        }
        EligibilityValue own = *sure;
        own.limit = form::limit_of(own.code, out_.day.text());
        if (own.limit == nullptr) {
            return;
        }
        end_with_level(*level, *field);
        const bool is_sure =
            std::ranges::find(field->values, Holds::yes, &EligibilityValue::holds) != field->values.end();
        std::vector<EligibilityValue*> said;
        for (EligibilityValue& each : field->values) {
            if (!each.text.empty() && each.holds != Holds::no &&
                (each.contradicts || !is_sure || each.holds == Holds::yes)) {
                said.push_back(&each);
            }
        }
        own.contradicts = !said.empty();
        if (std::ranges::any_of(
                said, [&](const EligibilityValue* each) { return each->code == own.limit->units; })) {
            return;
        }
        for (EligibilityValue* const each : said) {
            each->contradicts = true;
        }
        const std::string& unit = std::ranges::find(table_.rows, table_.limit, &EligibilityRow::field)->unit;
        own.text = std::string(own.limit->units) + unit;
        own.code = own.limit->units;
        own.period.from = std::max(own.period.from, std::string(own.limit->from));
        if (const std::string until(own.limit->until); !until.empty()) {
            const bool is_open = !own.period.to || own.period.to->empty();
            own.period.to = is_open ? until : std::min(*own.period.to, until);
        }
        field->state = own.contradicts ? EligibilityState::differs : EligibilityState::stated;
        const auto behind = std::ranges::find_if(field->values, [&](const EligibilityValue& each) {
            return !own.contradicts || each.holds == Holds::no;
        });
        field->values.insert(behind, std::move(own));
    }

    void add_coverage(const std::string& reference, NodeId coverage) {
        EligibilityCoverage out{.reference = reference, .period = period_at(coverage, "period")};
        out.holds = both(holds_by_status(text_at(tree(), coverage, "status"), "active"),
                         holds_on(out.period, day_, false));
        if (const NodeId payor = node_at(tree(), coverage, "payor"); payor != json::no_node) {
            out.payor = tree().raw(payor);
        }
        out_.coverages.push_back(std::move(out));
    }

    bool is_of_part(const SummaryEntry& entry) const {
        return std::ranges::any_of(entry.sources,
                                   [this](std::size_t source) { return content_.sources[source].is_part; });
    }

    void add_entry(const SummaryEntry& entry, std::vector<EligibilityAnswers>& fields) {
        const NodeId resource = resources_.find(entry.reference);
        if (resource == json::no_node) {
            return;
        }
        if (text_at(tree(), resource, "resourceType") == "Coverage") {
            add_coverage(entry.reference, resource);
        }
        std::set<std::string_view> said;
        for (const EligibilityRow& row : table_.rows) {
            const bool is_of_entry = row.section == sections_[entry.section].title &&
                                     text_at(tree(), resource, "resourceType") == row.type;
            if (!is_of_entry || said.contains(row.field)) {
                continue;
            }
            std::vector<EligibilityValue> answers = read_answers(row, resource);
            // what a part does not have is not unknown
            if (row.unknown_code.empty() && is_of_part(entry) &&
                tree().child(resource, "dataAbsentReason") == json::no_node) {
                std::erase_if(answers, [](const EligibilityValue& it) { return it.text.empty(); });
            }
            for (EligibilityValue& each : answers) {
                said.insert(row.field);
                each.reference = entry.reference;
                each.sources = entry.sources;
                each.is_restricted |= entry.question.is_restricted;
                out_.is_cut |=
                    !std::ranges::find(fields, row.field, &EligibilityAnswers::id)->add(std::move(each));
            }
        }
    }

    std::vector<EligibilityValue> read_answers(const EligibilityRow& row, NodeId resource) const {
        std::vector<EligibilityValue> out;
        const std::vector<NodeId> items =
            row.item.empty() ? std::vector{resource} : nodes_at(tree(), resource, row.item);
        for (const NodeId item : items) {
            if (!row.only_path.empty() && !has_coding(tree(), item, row.only_path, row.only_coding)) {
                continue;
            }
            EligibilityValue answer = read_answer(row, resource, item);
            const bool is_silent = answer.text.empty() && row.item.empty() &&
                                   tree().child(resource, "dataAbsentReason") == json::no_node;
            if (!is_silent) {
                out.push_back(std::move(answer));
            }
        }
        return out;
    }

    EligibilityValue read_answer(const EligibilityRow& row, NodeId resource, NodeId item) const {
        EligibilityValue out{.is_timeless = row.is_timeless};
        const Follow follow = noting_restricted(tree(), follow_, out.is_restricted);
        for (std::string_view rest = row.values; !rest.empty() && out.text.empty();) {
            out.text = words_at(tree(), item, text::next_part(rest, ','), follow);
        }
        if (!row.value_code.empty()) {
            const std::vector<NodeId> codes = nodes_at(tree(), item, row.value_code, follow_);
            out.code = codes.empty() ? std::string() : std::string(tree().text(codes.front()));
        }
        if (!row.unknown_code.empty() && out.code == row.unknown_code) {
            out.text.clear();
            out.code.clear();
        }
        out.text += out.text.empty() ? "" : row.unit;
        out.reason = out.text.empty() && row.item.empty() ? reason_of(resource) : std::string();
        out.period = period_of(row, resource, item);
        out.holds = both(holds_by_status(text_at(tree(), resource, "status"), row.statuses),
                         row.is_timeless ? Holds::yes : holds_on(out.period, day_, row.may_be_open));
        return out;
    }

    // Of one of our lists, whose words were checked when it came.
    std::string reason_of(NodeId resource) const {
        for (const NodeId coding : tree().items(node_at(tree(), resource, "dataAbsentReason.coding"))) {
            if (text_at(tree(), coding, "system").starts_with(table_.canonical)) {
                return std::string(text_at(tree(), coding, "display"));
            }
        }
        return {};
    }

    SummaryTime period_of(const EligibilityRow& row, NodeId resource, NodeId item) const {
        if (row.is_timeless || row.period.empty()) {
            return {};
        }
        const bool is_of_resource = row.period.starts_with('/');
        return period_at(is_of_resource ? resource : item,
                         std::string_view(row.period).substr(is_of_resource ? 1 : 0));
    }

    SummaryTime period_at(NodeId node, std::string_view path) const {
        const NodeId period = node_at(tree(), node, path);
        if (period == json::no_node) {
            return {};
        }
        SummaryTime out{.from = std::string(text_at(tree(), period, "start")),
                        .to = std::string(text_at(tree(), period, "end"))};
        return out.from.empty() && out.to->empty() ? SummaryTime() : out;
    }

    const Tree& tree() const { return resources_.tree(); }

    const SummaryContent& content_;
    const std::vector<SummarySection>& sections_;
    const EligibilityTable& table_;
    SummaryResources resources_;
    Follow follow_ = [this](std::string_view reference) { return resources_.find(reference); };
    DateRange day_;
    Eligibility out_;
};

} // namespace

std::string_view name_of(EligibilityState state) { return state_names[static_cast<std::size_t>(state)]; }

std::string_view name_of(Holds holds) {
    switch (holds) {
    case Holds::yes: return "yes";
    case Holds::no: return "no";
    case Holds::unknown: break;
    }
    return "unknown";
}

Eligibility eligibility_of(const SummaryContent& content, const std::vector<SummarySection>& sections,
                           const EligibilityTable& table, const time::Date& day) {
    return EligibilityReader(content, sections, table, day).run();
}

} // namespace renkei::mhd
