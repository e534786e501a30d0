// Measures the validator: all example resources of R4 with full checks, on one core, after one round that
// compiles the plans. Reading the archive is not timed; parsing the JSON is. Never a test.
#include "gateway/fhir/packages/archive.h"
#include "gateway/forms/service/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

using namespace renkei;

namespace {

std::vector<service::Input> read_examples(const std::filesystem::path& package) {
    std::vector<service::Input> out;
    const auto read = packages::each_file(package, [&](std::string_view name, std::string_view content) {
        if (name.ends_with(".json") && !name.ends_with("package.json") && !name.ends_with(".index.json")) {
            out.push_back({std::string(name), std::string(content)});
        }
    });
    if (!read) {
        fmt::print(stderr, "{}\n", to_text(read.error(), diag::Language::english));
    }
    return out;
}

double seconds_of(service::Validation& validation, const std::vector<service::Input>& inputs,
                  std::size_t& rejected) {
    rejected = 0;
    const auto start = std::chrono::steady_clock::now();
    for (const service::Input& input : inputs) {
        rejected += validation.run(input, {}).status == service::OutcomeStatus::done ? 0U : 1U;
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "usage: renkei_bench_validate EXAMPLES.tgz ROUNDS\n");
        return 3;
    }
    const std::vector<service::Input> inputs = read_examples(argv[1]);
    diag::Report report;
    const auto definitions = service::Definitions::open({}, report);
    if (!definitions || inputs.empty()) {
        return 4;
    }
    service::Validation validation(*definitions);
    std::size_t bytes = 0;
    for (const service::Input& input : inputs) {
        bytes += input.bytes.size();
    }
    std::size_t rejected = 0;
    const double first = seconds_of(validation, inputs, rejected);
    std::vector<double> rounds;
    for (int round = 0; round < std::atoi(argv[2]); ++round) {
        rounds.push_back(seconds_of(validation, inputs, rejected));
    }
    std::ranges::sort(rounds);
    const double megabytes = static_cast<double>(bytes) / 1e6;
    fmt::print("{} resources, {:.1f} MB, {} rejected; first round {:.2f} s\n", inputs.size(), megabytes,
               rejected, first);
    if (!rounds.empty()) {
        fmt::print("median {:.2f} s = {:.0f} MB/s\n", rounds[rounds.size() / 2],
                   megabytes / rounds[rounds.size() / 2]);
    }
    return 0;
}
