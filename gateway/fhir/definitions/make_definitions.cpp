// Build time: turns the FHIR packages (folders of JSON files) into the definitions file that the program maps
// into memory.
#include "gateway/core/base/file.h"
#include "gateway/fhir/definitions/make_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace {

using namespace std::string_view_literals;
namespace fs = std::filesystem;
using renkei::definitions::Json;

// Sorted, so that the same packages give the same bytes everywhere.
std::vector<fs::path> files(const fs::path& folder, std::string_view prefix) {
    std::vector<fs::path> out;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(".json")) {
            out.push_back(entry.path());
        }
    }
    std::ranges::sort(out);
    return out;
}

// Calls `use` with each resource of a kind; false if there is none or one cannot be read.
template <class Use>
bool each(const fs::path& folder, std::string_view resource_type, Use use) {
    simdjson::dom::parser parser;
    const auto all = files(folder, fmt::format("{}-", resource_type));
    for (const fs::path& file : all) {
        Json resource;
        if (parser.load(file.string()).get(resource) != simdjson::SUCCESS) {
            fmt::print(stderr, "make_definitions: {} is not JSON\n", file.string());
            return false;
        }
        use(resource);
    }
    if (all.empty()) {
        fmt::print(stderr, "make_definitions: no {} in {}\n", resource_type, folder.string());
    }
    return !all.empty();
}

bool write(const fs::path& definitions, const fs::path& expansions, const fs::path& out) {
    renkei::definitions::TerminologyBuilder terms;
    renkei::definitions::TypesBuilder types;
    const bool is_read =
        each(expansions, "ValueSet"sv, [&](Json set) { terms.add_value_set(set); }) &&
        each(definitions, "ValueSet"sv, [&](Json set) { terms.add_value_set(set); }) &&
        each(definitions, "CodeSystem"sv, [&](Json system) { terms.add_code_system(system); }) &&
        each(definitions, "StructureDefinition"sv, [&](Json definition) { types.add(definition, terms); });
    if (!is_read) {
        return false;
    }
    renkei::base::BlobWriter blob;
    terms.write(blob);
    const auto problems = types.write(blob, terms);
    for (const std::string& problem : problems) {
        fmt::print(stderr, "make_definitions: {}\n", problem);
    }
    if (!problems.empty()) {
        return false;
    }
    const auto written = renkei::base::write_file(
        out, blob.finish("defs", renkei::definitions::layout_version), renkei::base::Overwrite::yes);
    if (!written) {
        fmt::print(stderr, "make_definitions: {}\n",
                   to_text(written.error(), renkei::diag::Language::english));
    }
    return written.has_value();
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: make_definitions DEFINITIONS-FOLDER EXPANSIONS-FOLDER OUT\n", stderr);
        return 3;
    }
    return write(argv[1], argv[2], argv[3]) ? 0 : 1;
}
