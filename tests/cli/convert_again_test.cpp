// A law: every file that convert writes, convert and validate can read.
#include "gateway/core/base/file.h"

#include "tests/cli/command.h"

#include <fstream>

namespace renkei::cli::convert_again_test {
namespace {

std::string sample(const std::string& name) { return RENKEI_SOURCE "/tests/cases/files/" + name; }

std::string text_of(const std::string& file) {
    const auto read = base::read_file(file);
    EXPECT_TRUE(read) << file;
    return read ? *read : "";
}

void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

// Inputs of every kind and number.
std::vector<std::vector<std::string>> inputs(const Folder& folder) {
    write(folder.file("two.csv"), text_of(sample("admission.csv")) + text_of(sample("admission-full.csv")));
    EXPECT_LE(run_renkei("convert " + folder.file("two.csv") + " -o " + folder.file("two.ndjson")).code, 1);
    EXPECT_LE(run_renkei("convert " + sample("admission.csv") + " -o " + folder.file("one.json")).code, 1);
    EXPECT_LE(
        run_renkei("convert " + sample("admission.csv") + " --to fhir-xml -o " + folder.file("one.xml")).code,
        1);
    write(
        folder.file("patients.ndjson"),
        "{\"resourceType\":\"Patient\",\"active\":true}\n{\"resourceType\":\"Patient\",\"active\":false}\n");
    return {{sample("admission.csv")},
            {folder.file("two.csv")},
            {folder.file("two.ndjson")},
            {folder.file("one.json")},
            {folder.file("one.xml")},
            {folder.file("patients.ndjson")},
            {sample("record2.json")},
            {sample("opinion.json")},
            {sample("admission.csv"), sample("record2.json")},
            {folder.file("patients.ndjson"), folder.file("one.json")}};
}

const std::vector<std::vector<std::string>> targets{
    {}, {"--to", "fhir"}, {"--to", "fhir-xml"}, {"--to", "fhir", "--pretty"}, {"--to", "json", "--pretty"}};
const std::vector<std::vector<std::string>> outputs{{"-o", "x.json"},
                                                    {"-o", "x.ndjson"},
                                                    {"-o", "x.xml", "--join"},
                                                    {"-o", "x.json", "--join"},
                                                    {"-o", "x/"}};

std::vector<std::string> files_in(const fs::path& folder) {
    std::vector<std::string> out;
    for (const auto& each : fs::recursive_directory_iterator(folder)) {
        if (each.is_regular_file()) {
            out.push_back(each.path().string());
        }
    }
    return out;
}

bool is_fhir(const std::string& file) {
    return text_of(file).find("hl7.org/fhir") != std::string::npos ||
           text_of(file).find("\"resourceType\"") != std::string::npos;
}

TEST(ConvertAgain, reads_every_file_that_convert_wrote) {
    const Folder folder;
    std::size_t runs = 0;
    std::vector<std::string> all{"validate"};
    for (const std::vector<std::string>& input : inputs(folder)) {
        for (const std::vector<std::string>& target : targets) {
            for (std::vector<std::string> output : outputs) {
                const std::string written = folder.file("written-" + std::to_string(++runs));
                fs::create_directory(written);
                output[1] = written + "/" + output[1];
                std::vector<std::string> words{"convert"};
                for (const auto& part : {input, target, output}) {
                    words.insert(words.end(), part.begin(), part.end());
                }
                const CommandResult made = run_renkei(words);
                for (const std::string& file : files_in(written)) {
                    const CommandResult again = run_renkei(
                        {"convert", file, "--to", is_fhir(file) ? "fhir" : "", "-o", folder.file("again/")});
                    EXPECT_LE(again.code, 1) << testing::PrintToString(words) << made << again;
                    fs::remove_all(folder.file("again"));
                    if (is_fhir(file)) {
                        all.push_back(file);
                    }
                }
                EXPECT_TRUE(made.code <= 1 || !files_in(written).empty() || made.prints("error[")) << made;
            }
        }
    }
    EXPECT_GT(all.size(), 100U);
    const CommandResult result = run_renkei(all);
    for (const std::string refusal : {"error[json-", "error[J", "error[X", "error[S"}) {
        EXPECT_FALSE(result.prints(refusal)) << refusal;
    }
}

TEST(ConvertAgain, refuses_two_documents_in_one_json_file_and_suggests_a_solution) {
    const Folder folder;
    write(folder.file("two.csv"), text_of(sample("admission.csv")) + text_of(sample("admission-full.csv")));
    expect(run_renkei("convert " + folder.file("two.csv") + " -o " + folder.file("x.json")),
           {.code = 3, .prints = {"usage-documents-to-file"}});
    EXPECT_FALSE(fs::exists(folder.file("x.json")));
}

} // namespace
} // namespace renkei::cli::convert_again_test
