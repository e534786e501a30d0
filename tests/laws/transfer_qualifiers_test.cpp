// What qualifies a value in the document that a transfer reads does not fall silent on the way: for each
// such item of each transfer, and each answer of it that changes the meaning, the other form says it, or
// lacks the value and the report says why, or an error says what its readers must know.
#include "gateway/forms/service/full_record.h"
#include "gateway/forms/service/values.h"
#include "gateway/forms/transfer/carry.h"
#include "gateway/forms/transfer/transfer_rows.h"

#include "tests/laws/all_forms.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace renkei::laws::transfer_qualifiers_test {
namespace {

using form::Item;
using form::ItemType;
using mapping::Treatment;
using record::Record;
using record::Row;
using transfer::Direction;
using transfer::QualifyingItem;
using transfer::QualifyingItems;
using transfer::Transfer;

using Values = std::multiset<std::string>;

// What an item may say, however unlikely.
std::vector<std::string> answers_of(const form::Form& form, const Item& item) {
    switch (item.type) {
    case ItemType::code: {
        std::vector<std::string> out;
        for (const form::CodeRow& row : form.rows(form.lists()[item.list])) {
            out.emplace_back(form.text(row.form));
        }
        return out;
    }
    case ItemType::flag: return {"1"};
    case ItemType::date:
    case ItemType::datetime: return {"2001-02-03"};
    case ItemType::integer: return {"97531"};
    case ItemType::decimal: return {"97531.5"};
    default: return {"但書の文"};
    }
}

struct Counts {
    std::size_t said = 0;
    std::size_t withheld = 0;
    std::size_t reported = 0;
    std::vector<std::string> silent{};
};

class Asker {
public:
    Asker(const Transfer& transfer, Direction way)
        : transfer_(transfer),
          way_(way),
          form_(transfer.from(way)),
          items_(all_plans().plan_of(form_), {}),
          base_(service::full_record(form_)) {
        const form::ItemId day = items_.day_item();
        day_ = day == form::none ? "" : base_.value(base_.root(), form_.items()[day]).text();
        for (const QualifyingItem& each : items_.all()) { // so that the facts stand
            const Item& item = form_.items()[each.item];
            for (const Row* const row : transfer::rows_of(base_, item.group)) {
                make_harmless(const_cast<Row&>(*row), item, each);
            }
        }
        for (const transfer::TransferTest& test : transfer_.withheld) {
            if (way == Direction::in) {
                unset(test.item);
            }
        }
    }

    void ask(Counts& out) {
        for (const QualifyingItem& each : items_.all()) {
            const Item& item = form_.items()[each.item];
            const std::vector<const Row*> rows = transfer::rows_of(base_, item.group);
            if (rows.empty()) {
                continue;
            }
            for (const std::string& answer : answers_of(form_, item)) {
                if (items_.treatment(each, answer, day_) != Treatment::same) {
                    ask(each, item, const_cast<Row&>(*rows.front()), answer, out);
                }
            }
        }
    }

private:
    void make_harmless(Row& row, const Item& item, const QualifyingItem& by) {
        const std::vector<std::string> all = answers_of(form_, item);
        const auto harmless = std::ranges::find_if(all, [&](const std::string& answer) {
            return items_.treatment(by, answer, day_) == Treatment::same;
        });
        base_.unset(row, item);
        if (harmless != all.end()) {
            set(row, item, *harmless);
        }
    }

    void set(Row& row, const Item& item, const std::string& value) {
        base_.set(row, item, base_.arena().keep(value));
    }

    void unset(form::ItemId id) {
        const Item& item = form_.items()[id];
        for (const Row* const row : transfer::rows_of(base_, item.group)) {
            base_.unset(const_cast<Row&>(*row), item);
        }
    }

    Values carried(diag::Report& loss) {
        Record out(transfer_.to(way_));
        const record::Places places = [](const record::ItemLocation&) { return diag::Where{}; };
        transfer::carry(transfer_, way_, {base_, places}, record::Rules(transfer_.to(way_)), {}, out, loss);
        Values values;
        for (const auto& [path, value] : service::values_of(out)) {
            values.insert(path + " = " + value);
        }
        return values;
    }

    // The facts of the row arrive if the other form says less without them.
    bool do_facts_arrive(const QualifyingItem& by, const Row& of, const Values& there) {
        std::map<std::pair<Row*, const Item*>, std::string> kept;
        for (const form::ItemId id : by.facts) {
            const Item& item = form_.items()[id];
            for (const Row* const row : transfer::rows_of(base_, item.group)) {
                if (row->group == of.group && row != &of) {
                    continue; // another one's
                }
                kept[{const_cast<Row*>(row), &item}] = base_.value(*row, item).text();
                base_.unset(const_cast<Row&>(*row), item);
            }
        }
        diag::Report ignored;
        const Values without = carried(ignored);
        for (const auto& [place, value] : kept) {
            set(*place.first, *place.second, value);
        }
        return by.facts.empty() || without != there;
    }

    void ask(const QualifyingItem& by, const Item& item, Row& row, const std::string& answer, Counts& out) {
        diag::Report ignored;
        const std::string before(base_.value(row, item).text());
        base_.unset(row, item);
        const Values plain = carried(ignored);
        set(row, item, answer);
        diag::Report loss;
        const Values with = carried(loss);
        const bool arrive = do_facts_arrive(by, row, with) || do_facts_arrive(by, row, plain);
        base_.unset(row, item);
        set(row, item, before);
        if (!arrive) {
            return;
        }
        const std::string_view display = transfer::display_of(form_, item, answer);
        const std::string shown(item.type == ItemType::flag ? form_.text(item.name)
                                : display.empty()           ? std::string_view(answer)
                                                            : display);
        const auto is_said = [&](const std::string& value) {
            return value.find(shown) != std::string::npos && !plain.contains(value);
        };
        const auto names = [&](const diag::Finding& finding) {
            return finding.name == form_.text(item.name) ||
                   std::ranges::find(finding.args, std::string(form_.text(item.name))) != finding.args.end();
        };
        const auto has = [&](std::string_view id, diag::Severity least) {
            return std::ranges::any_of(loss.findings(), [&](const diag::Finding& finding) {
                return diag::row(finding.message).id == id && finding.severity >= least && names(finding);
            });
        };
        if (std::ranges::any_of(with, is_said)) {
            ++out.said;
        } else if (has("qualified-by", diag::Severity::error)) {
            ++out.reported;
        } else if (has("withheld-by", diag::Severity::warning) || with.size() < plain.size()) {
            ++out.withheld;
        } else if (with == plain) {
            out.silent.push_back(std::string(form_.id()) + " to " + std::string(transfer_.to(way_).id()) +
                                 ": " + std::string(form_.text(item.id)) + " = " + answer);
        }
    }

    const Transfer& transfer_;
    Direction way_;
    const form::Form& form_;
    QualifyingItems items_;
    Record base_;
    std::string day_;
};

std::string lines(const std::vector<std::string>& all) {
    std::string out;
    for (const std::string& each : all) {
        out += each + "\n";
    }
    return out;
}

Counts asked(const Transfer& transfer) {
    Counts out;
    for (const Direction way : transfer::directions) {
        Asker(transfer, way).ask(out);
    }
    return out;
}

TEST(TransferQualifiers, what_qualifies_a_value_is_said_beside_it_or_reported_or_the_value_is_withheld) {
    std::size_t said = 0;
    std::size_t others = 0;
    for (const Transfer& transfer : all_plans().transfers()) {
        const Counts counts = asked(transfer);
        EXPECT_TRUE(counts.silent.empty()) << lines(counts.silent);
        RecordProperty(std::string(transfer.foreign->id()) + "-said", std::to_string(counts.said));
        RecordProperty(std::string(transfer.foreign->id()) + "-reported", std::to_string(counts.reported));
        RecordProperty(std::string(transfer.foreign->id()) + "-withheld", std::to_string(counts.withheld));
        said += counts.said;
        others += counts.reported + counts.withheld;
    }
    EXPECT_GT(said, 50U);
    EXPECT_GT(said, others); // said is the rule
}

TEST(TransferQualifiers, a_transfer_that_does_not_look_for_them_is_silent) {
    std::map<std::string_view, bool> is_silent; // by foreign form: some transfers of one ask for all
    for (const Transfer& transfer : all_plans().transfers()) {
        auto& looked_for = const_cast<Transfer&>(transfer).qualifying;
        const std::array kept{std::exchange(looked_for[0], nullptr), std::exchange(looked_for[1], nullptr)};
        is_silent[transfer.foreign->id()] |= !asked(transfer).silent.empty();
        std::ranges::copy(kept, looked_for);
    }
    for (const auto& [foreign, silent] : is_silent) {
        EXPECT_TRUE(silent) << foreign;
    }
}

} // namespace
} // namespace renkei::laws::transfer_qualifiers_test
