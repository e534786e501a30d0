// Large NDJSON files are processed in parts; the result is the same as in one part.
#include "gateway/core/base/file_descriptor.h"
#include "gateway/forms/service/batch.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/line_file.h"
#include "generated/messages/service.h"

#include "product.h"
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <memory>

namespace renkei::service::parts_test {
namespace {

std::string patient(std::size_t number, std::size_t size = 1000) {
    return fmt::format(R"({{"resourceType":"Patient","id":"p{}","name":[{{"text":"{}"}}]}})", number,
                       std::string(size, 'x')) +
           "\n";
}

std::string patients(std::size_t count, std::size_t size = 1000) {
    std::string out;
    for (std::size_t i = 1; i <= count; ++i) {
        out += patient(i, size);
    }
    return out;
}

struct Collected {
    std::vector<OutputDocument> documents;
    std::vector<Outcome> last;
    std::size_t outcomes = 0;
};

Collected run(const fs::path& path, unsigned threads, const ConvertOptions& options) {
    Collected out;
    const std::vector<fs::path> paths{path};
    const Job job = [&](Workspace& workspace, const Input& input, const Sink&) {
        return convert(workspace, input, options);
    };
    run_batch(product(), paths, threads, job, [&](Outcome outcome) {
        ++out.outcomes;
        std::ranges::move(outcome.documents, std::back_inserter(out.documents));
        if (outcome.is_last) {
            out.last.push_back(std::move(outcome));
        }
    });
    return out;
}

constexpr std::size_t many = 5000; // about 5 MiB: five parts

TEST(Parts, come_in_order_and_their_documents_are_numbered_through) {
    const Folder folder;
    folder.write("in.ndjson", patients(many));
    for (const unsigned threads : {1U, 4U}) {
        const Collected got =
            run(folder.path() / "in.ndjson", threads, {.to = parse_target_spec("fhir-json")});
        ASSERT_EQ(got.documents.size(), many);
        EXPECT_GT(got.outcomes, 3U);
        ASSERT_EQ(got.last.size(), 1U);
        EXPECT_EQ(got.last[0].status, OutcomeStatus::done);
        for (std::size_t i = 0; i < many; ++i) {
            ASSERT_EQ(got.documents[i].name, fmt::format("in-{}.json", i + 1));
            ASSERT_EQ(got.documents[i].bytes, patient(i + 1));
        }
    }
}

TEST(Parts, findings_have_their_lines_of_the_file_and_come_with_the_last_part) {
    const Folder folder;
    std::string bytes = "\n" + patients(many); // a blank line counts as a line
    const std::size_t first = bytes.find("\"p3000\"");
    bytes.insert(first, "\"colour\":\"red\",\"id\":");
    folder.write("in.ndjson", bytes);
    const Collected got = run(folder.path() / "in.ndjson", 3, {.to = parse_target_spec("fhir-xml")});
    ASSERT_EQ(got.last.size(), 1U);
    ASSERT_EQ(got.last[0].report.total(), 1U);
    const diag::Finding& found = got.last[0].report.findings()[0];
    EXPECT_EQ(found.where.line, 3001U);
    EXPECT_EQ(got.last[0].status, OutcomeStatus::refused) << "a key twice";
    EXPECT_LT(got.documents.size(), many) << "nothing is handed on once the input is refused";
}

TEST(Parts, of_form_documents_become_a_form_file_and_come_back) {
    const Folder folder;
    const Input form = file_of_cases("admission.csv");
    Workspace workspace(product());
    const std::string line = convert(workspace, form, {}).documents.at(0).bytes;
    std::string lines;
    constexpr std::size_t count = 120;
    for (std::size_t i = 0; i < count; ++i) {
        lines += line;
    }
    ASSERT_GT(lines.size(), 3 * LineFile::part_size);
    folder.write("in.txt", lines); // recognized by its content
    for (const unsigned threads : {1U, 2U}) {
        const Collected got = run(folder.path() / "in.txt", threads, {});
        ASSERT_EQ(got.documents.size(), count);
        for (const OutputDocument& document : got.documents) {
            ASSERT_EQ(document.bytes, form.bytes);
        }
        EXPECT_EQ(got.last.at(0).status, OutcomeStatus::done);
    }
}

TEST(Parts, a_version_that_differs_from_the_first_is_found_behind_the_first_part) {
    const Folder folder;
    std::string line = file_of_cases("record2.json").bytes;
    std::erase(line, '\n');
    line += "\n";
    std::string lines;
    while (lines.size() < 3 * LineFile::part_size) {
        lines += line;
    }
    folder.write("in.ndjson", lines);
    const Collected sound = run(folder.path() / "in.ndjson", 2, {});
    EXPECT_EQ(sound.last.at(0).status, OutcomeStatus::done);
    const auto count = static_cast<std::size_t>(std::ranges::count(lines, '\n'));
    EXPECT_EQ(sound.documents.size(), count);
}

TEST(Parts, of_one_file_are_compared_whatever_part_a_document_is_in) {
    const Folder folder;
    std::string line = file_of_cases("record2.json").bytes;
    std::erase(line, '\n');
    line += "\n";
    const auto with = [&](std::string_view old, const std::string& fresh) {
        std::string out = line;
        const std::size_t at = out.find(old);
        EXPECT_NE(at, std::string::npos) << old;
        return out.replace(std::min(at, out.size()), old.size(), fresh);
    };
    const std::string document = "\"documentId\": \"";
    std::string lines = "\n" + line; // a blank line is no record
    std::size_t count = 1;
    while (lines.size() < 3 * LineFile::part_size) {
        lines += with(document, document + std::to_string(++count) + "-");
    }
    lines += with("介護 太郎", "介護 花子");
    folder.write("in.ndjson", lines);
    for (const unsigned threads : {1U, 2U}) {
        const Collected got = run(folder.path() / "in.ndjson", threads, {});
        ASSERT_EQ(got.last.size(), 1U);
        EXPECT_EQ(got.last[0].status, OutcomeStatus::refused);
        const auto& findings = got.last[0].report.findings();
        ASSERT_EQ(std::ranges::count(findings, message::same_id_other_person, &diag::Finding::message), 1);
        const auto found =
            std::ranges::find(findings, message::same_id_other_person, &diag::Finding::message);
        const std::string& other = found->args.at(1); // the part read first has it
        EXPECT_TRUE(other == "1" || (threads > 1 && other == std::to_string(count + 1))) << other;
    }
}

TEST(Parts, a_line_that_is_no_resource_is_reported_once) {
    const Folder folder;
    std::string lines;
    while (lines.size() < 3 * LineFile::part_size) {
        lines += "{\"colour\":\"red\"}\n";
    }
    folder.write("in.ndjson", lines);
    const Collected got = run(folder.path() / "in.ndjson", 2, {});
    EXPECT_EQ(got.last.at(0).status, OutcomeStatus::refused);
    EXPECT_EQ(got.last.at(0).report.total(), 1U);
    EXPECT_TRUE(got.documents.empty());
}

TEST(Parts, a_line_that_no_reader_accepts_refuses_the_file) {
    const Folder folder;
    folder.write("in.ndjson", patients(2) + std::string(LineFile::max_line_length + (2U << 20U), 'x'));
    const Collected got = run(folder.path() / "in.ndjson", 2, {.to = parse_target_spec("fhir-json")});
    EXPECT_EQ(got.last.at(0).status, OutcomeStatus::refused);
    EXPECT_TRUE(got.last.at(0).report.has(message::line_too_long));
}

TEST(LineFile, gives_every_byte_once_in_parts_of_whole_lines) {
    const Folder folder;
    const std::string bytes = patients(3000) + "\n\r\n" + patient(1, 3 * LineFile::part_size) + patients(3) +
                              R"({"resourceType":"Patient"})";
    folder.write("in.ndjson", bytes);
    LineFile file = *LineFile::open(folder.path() / "in.ndjson");
    ASSERT_TRUE(file.has_lines());
    std::string all;
    std::uint32_t lines = 0;
    std::size_t documents = 0;
    for (bool is_last = false; !is_last;) {
        const Input part = *file.next_part();
        EXPECT_EQ(part.part->offset, all.size());
        EXPECT_EQ(part.part->lines, lines);
        EXPECT_EQ(part.part->is_first, all.empty());
        is_last = part.part->is_last;
        EXPECT_TRUE(is_last || part.bytes.ends_with('\n'));
        documents = part.part->documents;
        lines += static_cast<std::uint32_t>(std::ranges::count(part.bytes, '\n'));
        all += part.bytes;
    }
    EXPECT_TRUE(all == bytes);
    EXPECT_LE(documents, 3005U);
}

TEST(LineFile, reads_what_has_no_lines_whole) {
    const Folder folder;
    const std::string pretty = "{\n  \"resourceType\": \"Patient\",\n  \"language\": \"" +
                               std::string(3 * LineFile::part_size, 'x') + "\"\n}\n";
    folder.write("in.json", pretty);
    LineFile file = *LineFile::open(folder.path() / "in.json");
    EXPECT_FALSE(file.has_lines());
    EXPECT_TRUE(file.whole()->bytes == pretty);
}

TEST(LineFile, finds_a_second_line_wherever_the_blocks_of_the_file_end) {
    constexpr std::size_t block = 256U << 10U; // that is read at once
    for (const std::size_t blank : {std::size_t{0}, block - 1, block, 2 * block + 1}) {
        for (const std::size_t first : {block - 1, block, block + 1}) {
            const Folder folder;
            const std::string line = "{" + std::string(first - 3, ' ') + "}\n";
            folder.write("two.txt", std::string(blank, '\n') + line + std::string(blank, '\n') + "{}\n");
            EXPECT_TRUE(LineFile::open(folder.path() / "two.txt")->has_lines()) << blank << ", " << first;
            folder.write("one.txt", std::string(blank, '\n') + line + std::string(blank, '\n'));
            EXPECT_FALSE(LineFile::open(folder.path() / "one.txt")->has_lines()) << blank << ", " << first;
        }
    }
}

TEST(LineFile, searches_no_second_line_after_one_that_no_reader_accepts) {
    const Folder folder;
    const std::string bytes = "{\"data\":\"" + std::string(2 * LineFile::max_line_length, 'x') + "\"}\n";
    folder.write("in.json", bytes);
    const base::FileDescriptor opened(::open((folder.path() / "in.json").c_str(), O_RDONLY | O_CLOEXEC));
    const base::FileDescriptor before(::dup(STDIN_FILENO));
    ::dup2(opened.number(), STDIN_FILENO);
    diag::Result<LineFile> file = LineFile::open("-");
    const off_t read = ::lseek(opened.number(), 0, SEEK_CUR);
    const diag::Result<Input> whole = file->whole();
    ::dup2(before.number(), STDIN_FILENO);
    EXPECT_FALSE(file->has_lines());
    EXPECT_LE(read, static_cast<off_t>(LineFile::max_line_length + LineFile::part_size));
    EXPECT_TRUE(whole && whole->bytes == bytes) << "it is read whole";
}

// A program at the other end may wait for the answer before it sends the next line.
TEST(LineFile, gives_out_a_line_as_soon_as_it_has_come) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const base::FileDescriptor in(ends[0]);
    auto out = std::make_unique<const base::FileDescriptor>(ends[1]);
    const std::string first = R"({"resourceType":"Patient"})"
                              "\n";
    const std::string second = R"({"resourceType":"Basic"})"
                               "\n";
    ASSERT_TRUE(base::write_all(out->number(), first));
    LineFile file = *LineFile::open("/dev/fd/" + std::to_string(in.number()), LineFile::Reading::as_it_comes);
    EXPECT_TRUE(file.has_lines());
    EXPECT_EQ(file.next_part()->bytes, first);
    ASSERT_TRUE(base::write_all(out->number(), second));
    EXPECT_EQ(file.next_part()->bytes, second);
    out.reset();
    const Input last = *file.next_part();
    EXPECT_TRUE(last.bytes.empty());
    EXPECT_TRUE(last.part->is_last);
}

TEST(LineFile, ends_at_a_line_that_no_reader_accepts) {
    const Folder folder;
    folder.write("in.ndjson", patients(2) + std::string(LineFile::max_line_length + (2U << 20U), 'x'));
    LineFile file = *LineFile::open(folder.path() / "in.ndjson");
    const auto first = file.next_part();
    const auto second = first && !first->part->is_last ? file.next_part() : first;
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message, message::line_too_long);
    EXPECT_EQ(second.error().where.line, 3U);
}

} // namespace
} // namespace renkei::service::parts_test
