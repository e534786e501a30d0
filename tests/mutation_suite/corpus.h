// The documents that are changed: bundles of the conformance kit, which are ours, and examples of R4.
#pragma once

#include "tests/mutation_suite/mutation.h"

#include <filesystem>
#include <set>

namespace renkei::mutation {

struct Original {
    std::string name; // "admission/minimal.bundle.json", "Patient-example.json"
    Json document;
};

// Always the same ones, sorted by name; empty if the package of R4's examples is not there.
std::vector<Original> corpus(const std::filesystem::path& kit, const std::filesystem::path& examples,
                             const std::filesystem::path& rejected);

struct Case {
    std::string original;
    Mutant mutant;
};

// `count` different changes, spread over the documents: the same ones for the same seed. If a document of the
// corpus changes, hardly any cases but its own do. There are no cases of the documents `without`, about which
// the two validators differ already as they are.
std::vector<Case> draw(const std::vector<Original>& corpus, std::size_t count, std::uint64_t seed,
                       const std::set<std::string>& without = {});

} // namespace renkei::mutation
