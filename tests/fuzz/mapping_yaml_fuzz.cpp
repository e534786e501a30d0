// Any bytes as one of the files of a small form: the loader refuses or compiles, and what it compiles opens
// and fills.
#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/forms/mapping/fill/fill.h"

#include "tests/fuzz/mappings.h"
#include "tests/fuzz/target.h"
#include <unistd.h>

#include <filesystem>

namespace renkei::fuzz::mapping_yaml_fuzz {

namespace {

// A copy of the form in which one file is replaced; gone at the end of the run.
class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / fmt::format("renkei-fuzz-{}", ::getpid())) {
        fs::copy(RENKEI_SOURCE "/tests/refuse/base", path_,
                 fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }
    void put(const char* file, std::string_view bytes) const {
        require(base::write_file(path_ / file, bytes, base::Overwrite::yes).has_value(),
                "the file is written");
    }

private:
    fs::path path_;
};

void fill(const mapping::Plan& plan) {
    record::Record record(plan.form());
    base::Buffer out;
    diag::Report loss;
    mapping::Fill(plan).run(record, out, loss);
    json::Parser parser;
    json::Tree tree;
    require(parser.parse(out, tree).has_value(), "what is written is JSON");
}

void compile(const fs::path& mappings) {
    diag::Report report;
    std::string bytes = catalogue::compile_catalogue(mappings, fuzz::r4(), report);
    if (report.at_least(diag::Severity::error)) {
        for (const diag::Finding& finding : report.findings()) {
            require(!diag::to_text(finding, diag::Language::japanese).empty(), "a refusal says something");
        }
        return;
    }
    const auto opened = catalogue::Catalogue::open(std::move(bytes));
    require(opened.has_value(), "what compiles opens");
    for (const mapping::Plan& plan : opened->plans()) {
        fill(plan);
    }
}

} // namespace

FUZZ_TARGET(mapping_yaml)(const std::uint8_t* data, std::size_t size) {
    static const Folder folder;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const char* const file :
         {"checkup/fhir.yaml", "checkup/items.yaml", "checkup/form.yaml", "codes/base.yaml"}) {
        const auto before = base::read_file(fs::path(RENKEI_SOURCE "/tests/refuse/base") / file);
        folder.put(file, bytes);
        compile(folder.path());
        folder.put(file, *before);
    }
    return 0;
}

} // namespace renkei::fuzz::mapping_yaml_fuzz
