#include "tests/mutation_suite/corpus.h"

#include "gateway/core/base/file.h"
#include "gateway/fhir/packages/archive.h"

#include <algorithm>
#include <fstream>
#include <map>

namespace renkei::mutation {
namespace {

constexpr std::size_t largest_of_kit = 60'000; // bytes; the official engine reads some 100 KB a second
constexpr std::size_t largest_example = 16'000;
constexpr std::size_t examples_of_a_type = 3;
constexpr std::size_t weight_of_kit = 3; // changes of a document of ours for one of an example
constexpr int attempts = 50;             // to find a kind with a place in the document

// FNV-1a: the same on every machine
std::uint64_t hash(std::string_view text, std::uint64_t seed) {
    std::uint64_t out = 14695981039346656037ULL ^ seed;
    for (const char c : text) {
        out = (out ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    return out;
}

bool is_of_kit(const Original& one) { return one.name.find('/') != std::string::npos; }

void add_kit(const fs::path& kit, std::vector<Original>& out) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(kit)) {
        const std::string file = entry.path().filename().string();
        const bool is_bundle =
            file.ends_with(".bundle.json") || (file.starts_with("foreign-") && file.ends_with(".json"));
        if (is_bundle && entry.file_size() <= largest_of_kit) {
            out.push_back({entry.path().parent_path().filename().string() + "/" + file,
                           Json::parse(base::read_file(entry.path()).value_or(""))});
        }
    }
}

std::set<std::string> names_in(const fs::path& list) {
    std::set<std::string> out;
    std::ifstream in(list);
    for (std::string line; std::getline(in, line);) {
        out.insert(line.substr(0, line.find(": ")));
    }
    return out;
}

// The examples of each type whose names have the smallest hashes.
void add_examples(const fs::path& package, const std::set<std::string>& rejected,
                  std::vector<Original>& out) {
    std::map<std::string, std::map<std::uint64_t, Original>> by_type;
    const auto read = packages::each_file(package, [&](std::string_view path, std::string_view content) {
        const std::string name(path.substr(path.rfind('/') + 1));
        if (!name.ends_with(".json") || name.starts_with('.') || name == "package.json" ||
            content.size() > largest_example || rejected.contains(name)) {
            return;
        }
        Json document = Json::parse(content, nullptr, false);
        if (!document.is_object() || !document.contains("resourceType")) {
            return;
        }
        auto& same_type = by_type[document["resourceType"]];
        same_type.emplace(hash(name, 0), Original{name, std::move(document)});
        if (same_type.size() > examples_of_a_type) {
            same_type.erase(std::prev(same_type.end()));
        }
    });
    if (read) {
        for (auto& [type, examples] : by_type) {
            for (auto& [order, example] : examples) {
                out.push_back(std::move(example));
            }
        }
    }
}

} // namespace

std::vector<Original> corpus(const fs::path& kit, const fs::path& examples, const fs::path& rejected) {
    std::vector<Original> out;
    add_examples(examples, names_in(rejected), out);
    if (!out.empty()) {
        add_kit(kit, out);
    }
    std::ranges::sort(out, {}, &Original::name);
    return out;
}

std::vector<Case> draw(const std::vector<Original>& corpus, std::size_t count, std::uint64_t seed,
                       const std::set<std::string>& without) {
    const std::vector<std::string_view> names = kinds();
    std::vector<Case> out;
    std::set<std::string> texts;
    for (std::size_t round = 0; out.size() < count; ++round) {
        const std::size_t before = out.size();
        for (const Original& one : corpus) {
            if (without.contains(one.name)) {
                continue;
            }
            for (std::size_t more = 0; more < (is_of_kit(one) ? weight_of_kit : 1) && out.size() < count;
                 ++more) {
                Random random(hash(one.name, seed * 1'000'003 + round * 31 + more));
                for (int attempt = 0; attempt < attempts; ++attempt) {
                    auto mutant = mutate(one.document, names[random() % names.size()], random);
                    if (mutant && texts.insert(mutant->text).second) {
                        out.push_back({one.name, std::move(*mutant)});
                        break;
                    }
                }
            }
        }
        if (out.size() == before) {
            break;
        }
    }
    return out;
}

} // namespace renkei::mutation
