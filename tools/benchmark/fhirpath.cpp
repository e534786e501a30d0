// Measures FHIRPath: all invariants of R4's definitions, asked of every element of the example resources, on
// one core. Reading and walking the documents is not timed. Never a test.
#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/fhirpath/evaluator.h"
#include "gateway/fhir/fhirpath/navigation.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace renkei;

namespace {

struct Invariant {
    std::string text;
    fhirpath::Expression expression;
    std::size_t asked = 0;
    double seconds = 0;
};

// Invariants by the path of the element ("Patient.contact") and by type ("Period").
class Invariants {
public:
    Invariants(const std::filesystem::path& folder, const definitions::R4Definitions& r4) : r4_(r4) {
        for (const auto& file : std::filesystem::directory_iterator(folder)) {
            if (file.path().filename().string().starts_with("StructureDefinition-")) {
                read(nlohmann::json::parse(*base::read_file(file.path())));
            }
        }
    }

    std::vector<Invariant>& all() { return all_; }

    const std::vector<std::size_t>& of(const std::string& path, definitions::TypeId type) {
        const auto known = joined_.find({path, type.value});
        if (known != joined_.end()) {
            return known->second;
        }
        std::set<std::size_t> both = by_path_[path];
        const std::set<std::size_t>& of_type = by_path_[std::string(r4_.name(type))];
        both.insert(of_type.begin(), of_type.end());
        return joined_[{path, type.value}] = {both.begin(), both.end()};
    }

private:
    void read(const nlohmann::json& definition) {
        if (definition.value("derivation", "") == "constraint" || !definition.contains("snapshot")) {
            return;
        }
        for (const auto& element : definition["snapshot"]["element"]) {
            for (const auto& constraint : element.value("constraint", nlohmann::json::array())) {
                add(element["path"], constraint.value("expression", ""));
            }
        }
    }

    void add(const std::string& path, const std::string& text) {
        if (text.empty()) {
            return;
        }
        auto known = numbers_.find(text);
        if (known == numbers_.end()) {
            auto compiled = fhirpath::compile(text, r4_);
            if (!compiled) {
                return;
            }
            known = numbers_.emplace(text, all_.size()).first;
            all_.push_back({text, std::move(*compiled)});
        }
        by_path_[path].insert(known->second);
    }

    const definitions::R4Definitions& r4_;
    std::vector<Invariant> all_;
    std::map<std::string, std::size_t> numbers_;
    std::map<std::string, std::set<std::size_t>> by_path_;
    std::map<std::pair<std::string, std::uint16_t>, std::vector<std::size_t>> joined_;
};

struct Question {
    std::size_t invariant;
    fhirpath::Focus focus;
};

class Walk {
public:
    Walk(const definitions::R4Definitions& r4, Invariants& invariants)
        : r4_(r4),
          invariants_(invariants),
          navigation_(r4) {}

    void collect(const fhirpath::Item& item, const std::string& path, const fhirpath::Item& resource,
                 std::vector<Question>& out) {
        const bool is_resource = r4_.kind(item.type()) == definitions::TypeKind::resource;
        const fhirpath::Item& nearest = is_resource ? item : resource;
        for (const std::size_t number : invariants_.of(path, item.type())) {
            out.push_back({number, {.context = item, .resource = nearest, .root_resource = resource}});
        }
        std::vector<fhirpath::Item> children;
        navigation_.push_children(item, children);
        for (const fhirpath::Item& child : children) {
            if (child.type()) {
                collect(child, std::string(r4_.name(item.type())) + "." + name(item, child), nearest, out);
            }
        }
    }

private:
    std::string name(const fhirpath::Item& parent, const fhirpath::Item& child) const {
        json::NodeId node = child.place();
        node = child.tree().is_element(node) ? child.tree().parent(node) : node;
        std::string key(child.tree().key(node));
        key.erase(0, key.starts_with('_') ? 1 : 0);
        const definitions::Element* element = r4_.find(parent.type(), key);
        return element != nullptr && element->is_choice() ? std::string(r4_.choice(*element)) + "[x]" : key;
    }

    const definitions::R4Definitions& r4_;
    Invariants& invariants_;
    fhirpath::Navigation navigation_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        fmt::print("renkei_bench_fhirpath R4.DEFS PACKAGE-FOLDER\n");
        return EXIT_FAILURE;
    }
    const auto r4 = definitions::R4Definitions::open(std::filesystem::path(argv[1]));
    if (!r4) {
        return EXIT_FAILURE;
    }
    Invariants invariants(argv[2], *r4);
    Walk walk(*r4, invariants);
    fhirpath::Evaluator evaluator(*r4);
    json::Parser parser(r4->names());
    json::Tree tree;
    std::vector<Question> questions;
    std::size_t asked = 0;
    std::size_t held = 0;
    std::size_t failed = 0;
    double seconds = 0;
    for (const auto& file : std::filesystem::directory_iterator(argv[2])) {
        const auto bytes = file.path().extension() == ".json" ? base::read_file(file.path()) : std::string();
        if (!bytes || bytes->empty() || !parser.parse(*bytes, tree)) {
            continue;
        }
        const fhirpath::Item resource = fhirpath::resource_item(*r4, tree);
        if (!resource.type()) {
            continue;
        }
        questions.clear();
        walk.collect(resource, std::string(r4->name(resource.type())), resource, questions);
        std::ranges::stable_sort(questions, {}, &Question::invariant);
        for (std::size_t first = 0; first < questions.size();) {
            Invariant& invariant = invariants.all()[questions[first].invariant];
            const auto start = std::chrono::steady_clock::now();
            std::size_t at = first;
            for (; at < questions.size() && questions[at].invariant == questions[first].invariant; ++at) {
                const auto result = evaluator.is_true(invariant.expression, questions[at].focus);
                held += result && *result == fhirpath::InvariantResult::yes ? 1 : 0;
                failed += result ? 0 : 1;
            }
            const double took = seconds_since(start);
            invariant.asked += at - first;
            invariant.seconds += took;
            asked += at - first;
            seconds += took;
            first = at;
        }
    }
    std::vector<Invariant>& all = invariants.all();
    std::ranges::sort(all, std::ranges::greater(), &Invariant::seconds);
    fmt::print("{} invariants, {} evaluations ({} true, {} errors) in {:.2f} s: {:.2f} million a second\n",
               all.size(), asked, held, failed, seconds, static_cast<double>(asked) / seconds / 1e6);
    for (std::size_t n = 0; n < std::min<std::size_t>(all.size(), 8); ++n) {
        fmt::print("  {:5.1f} %  {:9} × {:7.0f} ns  {:.90}\n", 100 * all[n].seconds / seconds, all[n].asked,
                   1e9 * all[n].seconds / static_cast<double>(all[n].asked), all[n].text);
    }
    return EXIT_SUCCESS;
}
