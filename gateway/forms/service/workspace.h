// The reusable working memory of one thread: parsers, records, and the engines of every form that it has
// processed.
#pragma once

#include "gateway/core/base/buffer.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/record/writer.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace renkei::service {

class Workspace {
public:
    // The catalogue must outlive the workspace. `r4_file`: R4's definitions; empty: those of the program.
    explicit Workspace(const catalogue::Catalogue& catalogue, std::filesystem::path r4_file = {});

    const catalogue::Catalogue& catalogue() const { return *catalogue_; }

    mapping::Fill& fill(const mapping::Plan& plan);
    mapping::Matcher& matcher(const mapping::Plan& plan);
    // `syntax`: of the file that the record comes from; null for a bundle
    const record::Rules& rules(const mapping::Plan& plan, const form::Syntax* syntax);
    record::Writer& writer(const form::Form& form, const form::Syntax& syntax, record::WriteOptions options);

    // Reads a bundle with the names of the catalogue.
    diag::Result<void> parse(std::string_view bytes, json::Tree& tree) { return parser_.parse(bytes, tree); }

    // R4's definitions, opened on first use.
    diag::Result<const definitions::R4Definitions*> r4();
    // Reads any FHIR with the names of the definitions.
    diag::Result<void> parse_fhir(std::string_view bytes, json::Tree& tree);
    diag::Result<void> read_xml(std::string_view bytes, xml::Document& out, diag::Report& report);

    // The size of the largest document that fits without growing, in bytes.
    std::size_t capacity() const {
        return std::max(parser_.capacity(), fhir_ == nullptr ? 0 : fhir_->parser.capacity());
    }

    // Scratch space for one document; each user clears what it uses.
    record::Record& record() { return record_; }
    record::Record& second_record() { return other_record_; }
    json::Tree& tree() { return tree_; }
    json::Tree& second_tree() { return other_tree_; }
    base::Buffer& buffer() { return buffer_; }

private:
    struct Engines {
        std::optional<mapping::Fill> fill;
        std::optional<mapping::Matcher> matcher;
        std::map<const form::Syntax*, record::Rules> rules;
    };
    struct WriterKey {
        const form::Syntax* syntax; // points into its form, so it stands for both
        record::WriteOptions options;
        auto operator<=>(const WriterKey&) const = default;
    };

    const catalogue::Catalogue* catalogue_;
    std::map<const mapping::Plan*, Engines> engines_;
    std::map<WriterKey, record::Writer> writers_;
    // For FHIR without a form.
    struct Fhir {
        explicit Fhir(definitions::R4Definitions opened)
            : r4(std::move(opened)),
              parser(r4.names()),
              reader(r4) {}
        definitions::R4Definitions r4;
        json::Parser parser;
        xml::Reader reader; // looks into r4
    };
    diag::Result<Fhir*> fhir();

    std::filesystem::path r4_file_;
    std::unique_ptr<Fhir> fhir_;
    json::Parser parser_;
    json::Tree tree_;
    json::Tree other_tree_;
    base::Buffer buffer_;
    record::Record record_;
    record::Record other_record_;
};

} // namespace renkei::service
