// mutation_suite make FOLDER EXAMPLES [COUNT [SEED]]: changed documents in FOLDER/cases, their list, and our
// verdicts. mutation_suite compare FOLDER: compares ours.tsv with theirs.tsv; 0 if every difference is a
// known one.
#include "gateway/forms/service/validation.h"

#include "tests/mutation_suite/corpus.h"
#include "tests/mutation_suite/verdicts.h"
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace {

using namespace renkei;
namespace fs = std::filesystem;

constexpr std::size_t default_count = 2000;
constexpr std::uint64_t default_seed = 14;
constexpr std::size_t shown = 3;
constexpr const char* lists = RENKEI_SOURCE "/tests/mutation_suite";

std::string errors_of(const diag::Report& report) {
    std::string out;
    std::size_t errors = 0;
    for (const diag::Finding& finding : report.findings()) {
        if (finding.severity == diag::Severity::error && errors++ < shown) {
            out += (out.empty() ? "" : " // ") + to_text(finding, diag::Language::english);
        }
    }
    std::ranges::replace_if(
        out, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return out;
}

struct Folder {
    fs::path root;
    std::ofstream cases{root / "cases.tsv"};
    std::ofstream files{root / "files.txt"};
    std::ofstream ours{root / "ours.tsv"};
    std::size_t count = 0;

    void add(service::Validation& validation, const std::string& original, const mutation::Mutant& mutant) {
        const std::string file = fmt::format("{:05}.json", count++);
        std::ofstream(root / "cases" / file) << mutant.text;
        cases << file << '\t' << original << '\t' << mutant.kind << '\t' << mutant.path << '\n';
        files << (root / "cases" / file).string() << '\n';
        const service::Outcome outcome =
            validation.run({file, mutant.text}, {.best_practice = validate::BestPractice::ignore});
        ours << file << '\t' << (outcome.status == service::OutcomeStatus::done ? "none" : "error") << '\t'
             << errors_of(outcome.report) << '\n';
    }
};

int make(const fs::path& root, const fs::path& examples, std::size_t count, std::uint64_t seed) {
    diag::Report report;
    const auto definitions = service::Definitions::open({}, report);
    const auto corpus =
        mutation::corpus(RENKEI_KIT, examples, RENKEI_SOURCE "/tests/validator_suite/bad_examples.txt");
    if (!definitions || corpus.empty()) {
        std::cerr << "no definitions, or no examples in " << examples << '\n';
        return 4;
    }
    fs::remove_all(root / "cases");
    fs::create_directories(root / "cases");
    service::Validation validation(*definitions);
    Folder folder{root};
    for (const mutation::Original& one : corpus) {
        folder.add(validation, one.name, {"", "", one.document.dump()});
    }
    for (const mutation::Case& one :
         mutation::draw(corpus, count, seed, mutation::disputed_documents(lists))) {
        folder.add(validation, one.original, one.mutant);
    }
    std::cout << corpus.size() << " documents, " << folder.count - corpus.size() << " changes of "
              << mutation::kinds().size() << " kinds\n";
    return 0;
}

int compare(const fs::path& root) {
    const mutation::Comparison found = mutation::compare(root, lists);
    for (const std::string& fault : found.faults) {
        std::cout << fault << '\n';
    }
    for (const auto& [reason, times] : found.by_reason) {
        std::cout << fmt::format("{:4} {}\n", times, reason);
    }
    std::cout << fmt::format("verdicts agree in {} of {} changes ({:.1f} %); {} faults\n", found.agreed,
                             found.compared,
                             100.0 * static_cast<double>(found.agreed) /
                                 static_cast<double>(std::max<std::size_t>(found.compared, 1)),
                             found.faults.size());
    return found.faults.empty() && found.compared > 0 ? 0 : 1;
}

} // namespace

int main(int count, char** words) {
    const std::vector<std::string> arguments(words, words + count);
    if (count >= 4 && arguments[1] == "make") {
        return make(arguments[2], arguments[3], count > 4 ? std::stoul(arguments[4]) : default_count,
                    count > 5 ? std::stoull(arguments[5]) : default_seed);
    }
    if (count == 3 && arguments[1] == "compare") {
        return compare(arguments[2]);
    }
    std::cerr
        << "usage: mutation_suite make FOLDER EXAMPLES [COUNT [SEED]] | mutation_suite compare FOLDER\n";
    return 3;
}
