#include "tests/laws/all_forms.h"

#include "tests/laws/law.h"
#include <gtest/gtest.h>
#include <unistd.h>

namespace renkei::laws {
namespace {

// A version in the tests is based on a form of the product, so both must lie in one folder; the worked
// example uses what they share.
class Mappings {
public:
    Mappings() : root_(fs::temp_directory_path() / ("renkei-laws-" + std::to_string(getpid()))) {
        fs::create_directories(root_);
        for (const char* from : {RENKEI_SOURCE "/mappings", RENKEI_SOURCE "/mappings/example",
                                 RENKEI_SOURCE "/tests/other_forms"}) {
            if (fs::exists(from)) {
                fs::copy(from, root_, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
            }
        }
    }
    Mappings(const Mappings&) = delete;
    Mappings& operator=(const Mappings&) = delete;
    ~Mappings() { // removes the copy
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }
    const fs::path& root() const { return root_; }

private:
    fs::path root_;
};

class Loader {
public:
    Loader() : r4_(open_r4()) {
        if (r4_ == nullptr) {
            ADD_FAILURE() << "build the target defs_file";
            return;
        }
        diag::Report report;
        auto opened =
            catalogue::Catalogue::open(catalogue::compile_catalogue(mappings_.root(), *r4_, report));
        EXPECT_FALSE(report.at_least(diag::Severity::error)) << shown(report);
        EXPECT_TRUE(opened);
        if (opened) {
            catalogue_ = std::make_unique<catalogue::Catalogue>(std::move(*opened));
            for (const std::string& folder : form::form_folders(mappings_.root())) {
                load(folder);
            }
        }
        EXPECT_FALSE(forms_.empty()) << "no form loads";
    }
    const std::deque<LoadedForm>& forms() const { return forms_; }
    const catalogue::Catalogue& catalogue() const { return *catalogue_; }

private:
    static std::unique_ptr<definitions::R4Definitions> open_r4() {
        auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
        return opened ? std::make_unique<definitions::R4Definitions>(std::move(*opened)) : nullptr;
    }

    void load(const std::string& name) {
        LoadedForm& out = forms_.emplace_back();
        out.folder = name;
        diag::Report report;
        auto yaml = form::read_form_yaml(mappings_.root(), name, out.files);
        if (!yaml) {
            forms_.pop_back(); // said by compile_catalogue
            return;
        }
        out.yaml = std::move(*yaml);
        out.tables = form::build_tables(out.yaml, report);
        if (!report.at_least(diag::Severity::error)) {
            out.example = mapping::load_example(out.yaml, out.tables, *r4_, report);
            out.plan =
                catalogue_->find(out.tables.form_id, out.tables.blob.text_of(out.tables.about.version));
        }
        if (report.at_least(diag::Severity::error) || out.plan == nullptr) {
            forms_.pop_back();
        }
    }

    Mappings mappings_;
    std::unique_ptr<definitions::R4Definitions> r4_;
    std::unique_ptr<catalogue::Catalogue> catalogue_;
    std::deque<LoadedForm> forms_;
};

const Loader& loader() {
    static const Loader all;
    return all;
}

} // namespace

const std::deque<LoadedForm>& all_forms() { return loader().forms(); }

const catalogue::Catalogue& all_plans() { return loader().catalogue(); }

} // namespace renkei::laws
