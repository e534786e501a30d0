// Transfers between random records: each value arrives where the transfer says and means the same there, or
// is reported; nothing else appears; and what goes both ways comes back.
#include "gateway/forms/mapping/plan/code_words.h"
#include "gateway/forms/service/values.h"
#include "gateway/forms/transfer/carry.h"

#include "tests/laws/law.h"
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace renkei::laws::transfer_test {
namespace {

using transfer::Direction;
using transfer::Transfer;
using transfer::TransferRow;

constexpr std::uint64_t records = 200;

// The small pair of tests/service/transfer_test.cpp.
const catalogue::Catalogue& small_pair() {
    static const catalogue::Catalogue catalogue = [] {
        const fs::path folder = fs::temp_directory_path() / ("renkei-transfers-" + std::to_string(getpid()));
        fs::copy(RENKEI_SOURCE "/tests/refuse/base", folder, fs::copy_options::recursive);
        fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary", folder / "summary");
        fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary_codes.yaml", folder / "codes/summary.yaml");
        diag::Report report;
        const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
        auto opened = catalogue::Catalogue::open(catalogue::compile_catalogue(folder, *r4, report));
        EXPECT_FALSE(report.at_least(diag::Severity::error)) << shown(report);
        fs::remove_all(folder);
        return *std::move(opened);
    }();
    return catalogue;
}

std::vector<const Transfer*> transfers() {
    std::vector<const Transfer*> out;
    for (const catalogue::Catalogue* const catalogue : {&small_pair(), &all_plans()}) {
        for (const Transfer& transfer : catalogue->transfers()) {
            out.push_back(&transfer);
        }
    }
    return out;
}

diag::Where by_row(const record::ItemLocation&) { return {}; }

record::Record carried(const Transfer& transfer, Direction way, const record::Record& from,
                       diag::Report& loss) {
    record::Record out(transfer.to(way));
    const record::Places places = by_row;
    transfer::carry(transfer, way, {from, places}, record::Rules(transfer.to(way)), {}, out, loss);
    return out;
}

// "diagnoses[0].text" → "diagnoses.text"
std::string item_of(std::string path) {
    for (std::size_t at = path.find('['); at != std::string::npos; at = path.find('[')) {
        path.erase(at, path.find(']', at) - at + 1);
    }
    return path;
}

// The values of a record, by item.
using ItemValues = std::map<form::ItemId, std::vector<std::string>>;

ItemValues by_item(const record::Record& record) {
    ItemValues out;
    for (const auto& [path, value] : service::values_of(record)) {
        if (const std::optional<form::ItemId> item = record.form().item(item_of(path))) {
            out[*item].push_back(value);
        }
    }
    return out;
}

std::vector<std::string> values_of_item(const ItemValues& values, form::ItemId item) {
    const auto found = values.find(item);
    return found == values.end() ? std::vector<std::string>() : found->second;
}

// The value of one item as the other item must have it after the transfer; empty if it has no such value.
std::string meaning(const Transfer& transfer, const TransferRow& row, Direction way, std::string value) {
    const form::Form& form = transfer.from(way);
    const form::Form& other = transfer.to(way);
    const form::Item& from = form.items()[row.from(way)];
    const form::Item& to = other.items()[row.to(way)];
    if (row.has_map) {
        const auto found = row.map_of(way).find(value);
        return found == row.map_of(way).end() ? "" : found->second;
    }
    if (from.type == form::ItemType::code && to.type == form::ItemType::text) {
        return std::string(transfer::display_of(form, from, value));
    }
    if (from.type == form::ItemType::text && to.type == form::ItemType::code) {
        for (const form::CodeRow& each : other.rows(other.lists()[to.list])) {
            if (other.text(each.display) == value) {
                return std::string(other.text(each.form));
            }
        }
        return "";
    }
    if (from.type == form::ItemType::datetime && to.type == form::ItemType::date) {
        return value.substr(0, 10);
    }
    for (const transfer::Replacement& each : row.replacements) {
        for (std::size_t at = 0;
             way == Direction::out && (at = value.find(each.from)) != std::string::npos;) {
            value.replace(at, each.from.size(), each.to);
        }
    }
    return value;
}

bool names(const std::vector<transfer::TransferText>& texts, form::ItemId item) {
    return std::ranges::any_of(texts, [&](const transfer::TransferText& text) {
        return std::ranges::any_of(text.parts, [&](const auto& part) { return part.item == item; }) ||
               names(text.pieces, item);
    });
}

// Is the text one that several rows fill, one behind the other?
bool is_filled_by_several(const Transfer& transfer, form::ItemId ours, Direction way) {
    return way == Direction::in && std::ranges::any_of(transfer.rows, [&](const TransferRow& row) {
               return row.ours == ours && !row.append.empty();
           });
}

// Does a row of the transfer bring this value of the item to that value of another?
bool brings(const Transfer& transfer, const TransferRow& row, Direction way, form::ItemId item,
            const std::string& value, const std::string& arrived) {
    const form::Item& from = transfer.from(way).items()[item];
    if (!row.goes_in(way)) {
        return false;
    }
    if (!row.texts.empty()) {
        const std::string_view display = transfer::display_of(transfer.from(way), from, value);
        return names(row.texts, item) &&
               arrived.find(display.empty() ? std::string_view(value) : display) != std::string::npos;
    }
    const std::string meant = row.from(way) == item ? meaning(transfer, row, way, value) : "";
    const bool is_part = (!row.join.empty() && from.group != form::document_group) ||
                         is_filled_by_several(transfer, row.ours, way);
    const bool is_there = arrived == meant || arrived.starts_with(meant + "（"); // words may stand behind it
    return !meant.empty() && (is_part ? arrived.find(meant) != std::string::npos : is_there);
}

bool is_own_mark(const form::Form& form, form::ItemId item) {
    return !form.items()[item].literal.empty() || item == form.about().version_item;
}

// 「処方の注記：中止」, or 「頓用」, beside a value.
std::string words_of(const form::Form& form, const form::Item& item, const std::string& value) {
    const std::string_view display = transfer::display_of(form, item, value);
    return std::string(form.text(item.name)) +
           (item.type == form::ItemType::flag
                ? ""
                : "：" + std::string(display.empty() ? std::string_view(value) : display));
}

// Does a text say what qualifies another value?
// The words that words.tsv has for the code of the value; empty: none.
std::string japanese_of(const form::Form& form, const form::Item& item, const std::string& value) {
    const form::CodeRowId row =
        item.list == form::none ? form::none : form.row_of_form_code(form.lists()[item.list], value);
    if (row == form::none) {
        return {};
    }
    const form::CodeList& list = form.lists()[item.list];
    const mapping::CodeWords* const known =
        mapping::code_words_of(form.text(list.system), form.text(form.rows(list)[row].fhir));
    return known == nullptr ? std::string() : std::string(known->words);
}

bool is_in_words(const Transfer& transfer, Direction way, const ItemValues& there, form::ItemId item,
                 const std::string& value) {
    const auto all = transfer.qualifying_of(way)->all();
    const std::string words = words_of(transfer.from(way), transfer.from(way).items()[item], value);
    const std::string japanese = japanese_of(transfer.from(way), transfer.from(way).items()[item], value);
    return std::ranges::find(all, item, &transfer::QualifyingItem::item) != all.end() &&
           std::ranges::any_of(there, [&](const auto& each) {
               return std::ranges::any_of(each.second, [&](const std::string& text) {
                   return text.find(words) != std::string::npos ||
                          (!japanese.empty() && text.find(japanese) != std::string::npos);
               });
           });
}

// Is the value at a place that the transfer names? A form's own mark need not be.
bool has_arrived(const Transfer& transfer, Direction way, const ItemValues& there, const std::string& id,
                 const std::string& value) {
    const std::optional<form::ItemId> item = transfer.from(way).item(id);
    if (!item || is_own_mark(transfer.from(way), *item)) {
        return true;
    }
    const auto arrives = [&](const TransferRow& row) {
        return std::ranges::any_of(values_of_item(there, row.to(way)), [&](const std::string& each) {
            return brings(transfer, row, way, *item, value, each);
        });
    };
    return std::ranges::any_of(transfer.rows, arrives) || is_in_words(transfer, way, there, *item, value) ||
           (way == Direction::out && std::ranges::any_of(transfer.any, [&](const transfer::TransferAny& any) {
                return any.ours == *item && any.value == value;
            }));
}

// Is the value one that the input gave, or one that the transfer says itself?
bool has_origin(const Transfer& transfer, Direction way, const ItemValues& source, form::ItemId item,
                const std::string& value) {
    const auto gives = [&](const TransferRow& row, const auto& from) {
        return std::ranges::any_of(from.second, [&](const std::string& each) {
            return brings(transfer, row, way, from.first, each, value);
        });
    };
    const auto comes = [&](const TransferRow& row) {
        return row.to(way) == item &&
               std::ranges::any_of(source, [&](const auto& from) { return gives(row, from); });
    };
    return is_own_mark(transfer.to(way), item) || std::ranges::any_of(transfer.rows, comes) ||
           std::ranges::any_of(transfer.made_of(way), [&](const auto& made) { return made.item == item; }) ||
           (way == Direction::in && std::ranges::any_of(transfer.any, [&](const transfer::TransferAny& any) {
                return any.ours == item && any.value == value;
            }));
}

// Does it say of another value that this item stands beside it?
bool names_beside(const diag::Finding& finding, const form::Form& form, const std::string& id) {
    const std::string_view kind = diag::row(finding.message).id;
    const std::string name(form.text(form.items()[*form.item(id)].name));
    return (kind == "qualified-by" || kind == "withheld-by") &&
           std::ranges::find(finding.args, name) != finding.args.end();
}

TEST(TransferLaw, each_value_arrives_at_its_place_or_is_reported) {
    for (const Transfer* const transfer : transfers()) {
        for (const Direction way : transfer::directions) {
            for (std::uint64_t number = 0; number < records; ++number) {
                record::Record record(transfer->from(way));
                make_record(any_record(transfer->from(way), number), record);
                diag::Report loss;
                const ItemValues there = by_item(carried(*transfer, way, record, loss));
                for (const auto& [path, value] : service::values_of(record)) {
                    const std::string item = item_of(path);
                    const bool is_reported = std::ranges::any_of(loss.findings(), [&](const auto& finding) {
                        return (finding.item == item && (finding.where.path == path || path == item)) ||
                               names_beside(finding, transfer->from(way), item);
                    });
                    ASSERT_TRUE(is_reported || has_arrived(*transfer, way, there, item, value))
                        << transfer->from(way).id() << ", record " << number << ": " << path << " = "
                        << value;
                }
                const ItemValues source = by_item(record);
                for (const auto& [item, values] : there) {
                    for (const std::string& value : values) {
                        ASSERT_TRUE(has_origin(*transfer, way, source, item, value))
                            << transfer->to(way).id() << ", record " << number << ": "
                            << transfer->to(way).text(transfer->to(way).items()[item].id) << " = " << value;
                    }
                }
            }
        }
    }
}

// Rows that alone lead to their items, with one value for one, and ask nothing of the foreign document.
std::vector<const TransferRow*> two_way_rows(const Transfer& transfer) {
    std::vector<const TransferRow*> out;
    for (const TransferRow& row : transfer.rows) {
        const auto shares = [&](const TransferRow& other) {
            return &other != &row && (other.ours == row.ours || other.foreign == row.foreign);
        };
        const bool is_sole = std::ranges::none_of(transfer.rows, shares);
        if (row.goes[0] && row.goes[1] && row.join.empty() && row.when.empty() && is_sole) {
            out.push_back(&row);
        }
    }
    return out;
}

// From either side: what stood there after the first way stands there again after the third.
TEST(TransferLaw, what_goes_both_ways_comes_back_as_it_went) {
    for (const Transfer* const transfer : transfers()) {
        const std::vector<const TransferRow*> rows = two_way_rows(*transfer);
        EXPECT_FALSE(rows.empty()) << transfer->foreign->id();
        for (const Direction way : transfer::directions) {
            const Direction home = way == Direction::in ? Direction::out : Direction::in;
            for (std::uint64_t number = 0; number < records; ++number) {
                record::Record record(transfer->from(way));
                make_record(any_record(transfer->from(way), number), record);
                diag::Report ignored;
                const record::Record there = carried(*transfer, way, record, ignored);
                const record::Record back = carried(*transfer, home, there, ignored);
                const ItemValues again = by_item(carried(*transfer, way, back, ignored));
                const ItemValues first = by_item(there);
                for (const TransferRow* const row : rows) {
                    ASSERT_EQ(values_of_item(first, row->to(way)), values_of_item(again, row->to(way)))
                        << transfer->from(way).id() << ", record " << number << ": "
                        << transfer->to(way).text(transfer->to(way).items()[row->to(way)].id) << "\n"
                        << record::canonical_text(record);
                }
            }
        }
    }
}

} // namespace
} // namespace renkei::laws::transfer_test
