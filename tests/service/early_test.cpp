// Documents of many rows are handed on before the last row is read; the result is the same as in one piece.
#include "gateway/forms/service/batch.h"
#include "gateway/forms/service/convert.h"

#include "product.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace renkei::service::early_test {
namespace {

struct Converted {
    std::vector<Outcome> early;
    Outcome last;

    std::vector<OutputDocument> documents() const {
        std::vector<OutputDocument> out;
        for (const Outcome& each : early) {
            out.insert(out.end(), each.documents.begin(), each.documents.end());
        }
        out.insert(out.end(), last.documents.begin(), last.documents.end());
        return out;
    }
};

Converted converted(const Input& input, const ConvertOptions& options = {}) {
    Workspace workspace(product());
    Converted out;
    out.last =
        convert(workspace, input, options, [&](Outcome outcome) { out.early.push_back(std::move(outcome)); });
    return out;
}

std::string times(std::size_t count, const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += text;
    }
    return out;
}

constexpr std::size_t many = 40;
Input rows(const std::string& behind = {}) {
    return {.name = "rows.csv", .bytes = times(many, file_of_cases("admission-full.csv").bytes) + behind};
}
// A birth date that the calendar does not have.
std::string wrong_row() {
    std::string out = file_of_cases("admission.csv").bytes;
    const std::size_t at = out.find(",19420303,");
    return out.replace(at, 10, ",19420230,");
}

TEST(Early, documents_have_the_names_and_bytes_that_they_have_together) {
    const Converted got = converted(rows());
    Workspace workspace(product());
    const Outcome whole = convert(workspace, rows(), {});
    const std::vector<OutputDocument> documents = got.documents();
    ASSERT_EQ(documents.size(), many);
    ASSERT_EQ(whole.documents.size(), many);
    for (std::size_t i = 0; i < many; ++i) {
        EXPECT_EQ(documents[i].name, fmt::format("rows-{}.bundle.json", i + 1));
        EXPECT_EQ(documents[i].name, whole.documents[i].name);
        EXPECT_TRUE(documents[i].bytes == whole.documents[i].bytes);
        EXPECT_EQ(documents[i].kind, whole.documents[i].kind);
    }
}

TEST(Early, documents_are_some_hundred_kilobytes_and_bring_neither_findings_nor_the_end) {
    const Converted got = converted(rows());
    EXPECT_GT(got.early.size(), 5U);
    for (const Outcome& each : got.early) {
        std::size_t bytes = 0;
        for (const OutputDocument& document : each.documents) {
            bytes += document.bytes.size();
        }
        EXPECT_LT(bytes, 1U << 20);
        EXPECT_EQ(each.input, "rows.csv");
        EXPECT_FALSE(each.is_last);
        EXPECT_TRUE(each.report.empty());
    }
    EXPECT_LT(got.last.documents.size(), many / 2);
}

TEST(Early, an_only_document_is_not_handed_on_so_that_its_name_has_no_number) {
    std::string large = file_of_cases("admission-full.csv").bytes;
    const Converted got = converted({.name = "rows.csv", .bytes = large});
    EXPECT_TRUE(got.early.empty());
    ASSERT_EQ(got.last.documents.size(), 1U);
    EXPECT_EQ(got.last.documents[0].name, "rows.bundle.json");
}

TEST(Early, documents_do_not_hold_if_the_last_row_is_wrong) {
    const Converted got = converted(rows(wrong_row()));
    EXPECT_FALSE(got.early.empty());
    EXPECT_EQ(got.last.status, OutcomeStatus::refused);
    EXPECT_TRUE(got.last.documents.empty());
}

TEST(Early, nothing_is_handed_on_behind_a_wrong_row) {
    Input input = rows();
    input.bytes = wrong_row() + input.bytes;
    const Converted got = converted(input);
    EXPECT_TRUE(got.early.empty());
    EXPECT_EQ(got.last.status, OutcomeStatus::refused);
    EXPECT_TRUE(got.last.documents.empty());
}

TEST(Early, findings_come_with_the_outcome_in_their_order) {
    Input input = rows(wrong_row());
    input.bytes = wrong_row() + input.bytes;
    const auto texts = [](const diag::Report& report) {
        std::vector<std::string> out;
        for (const diag::Finding& each : report.findings()) {
            out.push_back(diag::to_text(each, diag::Language::english));
        }
        return out;
    };
    Workspace workspace(product());
    const Outcome whole = convert(workspace, input, {});
    EXPECT_EQ(texts(converted(input).last.report), texts(whole.report));
    EXPECT_EQ(whole.report.count(diag::Severity::error), 2U);
}

TEST(Early, documents_of_several_threads_come_input_by_input) {
    const Folder folder;
    std::vector<std::filesystem::path> paths;
    for (int i = 0; i < 30; ++i) {
        folder.write(std::to_string(i), std::to_string(i));
        paths.push_back(folder.path() / std::to_string(i));
    }
    const auto one = [](const Input& input, int number, bool is_last) {
        Outcome out;
        out.is_last = is_last;
        out.documents.push_back({.name = "", .bytes = fmt::format("{} {}", input.bytes, number)});
        return out;
    };
    const Job job = [&](Workspace&, const Input& input, const Sink& early) {
        for (int number = 0; number < 3; ++number) {
            early(one(input, number, false));
        }
        return one(input, 3, true);
    };
    for (const unsigned threads : {1U, 4U}) {
        std::vector<std::string> got;
        run_batch(product(), paths, threads, job, [&](const Outcome& outcome) {
            got.push_back(outcome.documents.at(0).bytes);
            EXPECT_EQ(outcome.is_last, got.back().ends_with("3"));
        });
        ASSERT_EQ(got.size(), 120U);
        for (std::size_t i = 0; i < got.size(); ++i) {
            EXPECT_EQ(got[i], fmt::format("{} {}", i / 4, i % 4));
        }
    }
}

// The first call of the sink ends when so much waits for it as may wait, and some more was made.
TEST(Early, documents_wait_for_the_sink_up_to_a_size) {
    const Folder folder;
    folder.write("a", "a");
    folder.write("b", "b");
    constexpr std::size_t megabyte = 1U << 20;
    constexpr std::size_t made_of_each = 100;
    std::atomic<std::size_t> made = 0;
    std::atomic<std::size_t> taken = 0;
    std::atomic<std::size_t> most = 0;
    const Job job = [&](Workspace&, const Input& input, const Sink& early) {
        for (std::size_t i = 0; i < made_of_each; ++i) {
            Outcome out;
            out.is_last = false;
            out.documents.push_back({.name = "", .bytes = std::string(megabyte, 'x')});
            early(std::move(out));
            most = std::max<std::size_t>(most, ++made - taken);
        }
        Outcome out;
        out.input = input.name;
        return out;
    };
    run_batch(product(), std::vector{folder.path() / "a", folder.path() / "b"}, 2, job,
              [&](const Outcome& outcome) {
                  while (taken == 0 && made < 12) {
                      std::this_thread::yield();
                  }
                  taken += outcome.documents.size();
              });
    EXPECT_EQ(taken, 2 * made_of_each);
    EXPECT_LE(most, 20U);
}

} // namespace
} // namespace renkei::service::early_test
