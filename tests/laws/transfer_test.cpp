// Transfers between random records: nothing is lost without a word, and what goes both ways comes back.
#include "gateway/forms/service/transfer.h"
#include "gateway/forms/service/values.h"

#include "tests/laws/law.h"
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace renkei::laws::transfer_test {
namespace {

namespace fs = std::filesystem;
using mapping::Direction;
using mapping::Transfer;
using mapping::TransferRow;

constexpr std::uint64_t records = 60;

// The small pair of tests/service/transfer_test.cpp.
const mapping::Catalogue& small_pair() {
    static const mapping::Catalogue catalogue = [] {
        const fs::path folder = fs::temp_directory_path() / ("renkei-transfers-" + std::to_string(getpid()));
        fs::copy(RENKEI_SOURCE "/tests/refuse/base", folder, fs::copy_options::recursive);
        fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary", folder / "summary");
        fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary_codes.yaml", folder / "codes/summary.yaml");
        diag::Report report;
        const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
        auto opened = mapping::Catalogue::open(mapping::compile_catalogue(folder, *r4, report));
        EXPECT_FALSE(report.at_least(diag::Severity::error)) << shown(report);
        fs::remove_all(folder);
        return *std::move(opened);
    }();
    return catalogue;
}

std::vector<const Transfer*> transfers() {
    std::vector<const Transfer*> out;
    for (const mapping::Catalogue* const catalogue : {&small_pair(), &all_plans()}) {
        for (const Transfer& transfer : catalogue->transfers()) {
            out.push_back(&transfer);
        }
    }
    return out;
}

diag::Where by_row(const model::ItemLocation&) { return {}; }

model::Record carried(const Transfer& transfer, Direction way, const model::Record& from,
                      diag::Report& loss) {
    model::Record out(transfer.to(way));
    const model::Places places = by_row;
    service::carry(transfer, way, {from, places}, model::Rules(transfer.to(way)), {}, out, loss);
    return out;
}

// "diagnoses[0].text" → "diagnoses.text"
std::string item_of(std::string path) {
    for (std::size_t at = path.find('['); at != std::string::npos; at = path.find('[')) {
        path.erase(at, path.find(']', at) - at + 1);
    }
    return path;
}

std::vector<std::string> values_of_item(const model::Record& record, std::uint16_t item) {
    const std::string id(record.form().text(record.form().items()[item].id));
    std::vector<std::string> out;
    for (const auto& [path, value] : service::values_of(record)) {
        if (item_of(path) == id) {
            out.push_back(value);
        }
    }
    return out;
}

// Is the value there, or its translation, or a text that it is a part of? A form's own mark need not be.
bool has_arrived(const Transfer& transfer, Direction way, const model::Record& there, const std::string& id,
                 const std::string& value) {
    const model::Form& form = transfer.from(way);
    const std::optional<std::uint16_t> item = form.item(id);
    if (!item || !form.items()[*item].literal.empty() || *item == form.about().version_item) {
        return true;
    }
    const auto arrives = [&](const TransferRow& row) {
        const std::vector<std::string> found = values_of_item(there, row.to(way));
        const bool is_translated =
            row.has_map || form.items()[*item].type != there.form().items()[row.to(way)].type;
        return row.goes_in(way) && row.from(way) == *item &&
               (is_translated ? !found.empty() : std::ranges::any_of(found, [&](const std::string& each) {
                   return row.join.empty() ? each == value : each.find(value) != std::string::npos;
               }));
    };
    return std::ranges::any_of(transfer.rows, arrives) ||
           (way == Direction::out && std::ranges::any_of(transfer.any, [&](const mapping::TransferAny& any) {
                return any.ours == *item && any.value == value;
            }));
}

TEST(TransferLaw, each_value_arrives_or_is_reported) {
    for (const Transfer* const transfer : transfers()) {
        for (const Direction way : mapping::directions) {
            for (std::uint64_t number = 0; number < records; ++number) {
                model::Record record(transfer->from(way));
                make_record(any_record(transfer->from(way), number), record);
                diag::Report loss;
                const model::Record there = carried(*transfer, way, record, loss);
                for (const auto& [path, value] : service::values_of(record)) {
                    const std::string item = item_of(path);
                    const bool is_reported = std::ranges::any_of(loss.findings(), [&](const auto& finding) {
                        return finding.item == item && (finding.where.path == path || path == item);
                    });
                    ASSERT_TRUE(is_reported || has_arrived(*transfer, way, there, item, value))
                        << transfer->from(way).id() << ", record " << number << ": " << path << " = "
                        << value;
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

TEST(TransferLaw, what_goes_both_ways_comes_back_as_it_went) {
    for (const Transfer* const transfer : transfers()) {
        const std::vector<const TransferRow*> rows = two_way_rows(*transfer);
        EXPECT_FALSE(rows.empty()) << transfer->foreign->id();
        for (std::uint64_t number = 0; number < records; ++number) {
            model::Record record(*transfer->foreign);
            make_record(any_record(*transfer->foreign, number), record);
            diag::Report ignored;
            const model::Record there = carried(*transfer, Direction::in, record, ignored);
            const model::Record back = carried(*transfer, Direction::out, there, ignored);
            const model::Record again = carried(*transfer, Direction::in, back, ignored);
            for (const TransferRow* const row : rows) {
                ASSERT_EQ(values_of_item(there, row->ours), values_of_item(again, row->ours))
                    << transfer->foreign->id() << ", record " << number << ": "
                    << transfer->ours->text(transfer->ours->items()[row->ours].id) << "\n"
                    << model::canonical_text(record);
            }
        }
    }
}

} // namespace
} // namespace renkei::laws::transfer_test
