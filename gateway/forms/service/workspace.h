// The reusable working memory of one thread: parsers, records, and the engines of every form that it has
// processed.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

namespace renkei::base {
class Buffer;
}
namespace renkei::json {
class Tree;
}
namespace renkei::definitions {
class R4Definitions;
}
namespace renkei::xml {
struct Document;
}
namespace renkei::form {
class Form;
struct Syntax;
} // namespace renkei::form
namespace renkei::record {
class Record;
class Rules;
struct WriteOptions;
class Writer;
} // namespace renkei::record
namespace renkei::mapping {
class Fill;
class Matcher;
class Plan;
} // namespace renkei::mapping
namespace renkei::catalogue {
class Catalogue;
}

namespace renkei::service {

class Workspace {
public:
    // The catalogue must outlive the workspace. `r4_file`: R4's definitions; empty: those of the program.
    explicit Workspace(const catalogue::Catalogue& catalogue, std::filesystem::path r4_file = {});
    ~Workspace(); // where State is known

    const catalogue::Catalogue& catalogue() const;

    mapping::Fill& fill(const mapping::Plan& plan);
    mapping::Matcher& matcher(const mapping::Plan& plan);
    // `syntax`: of the file that the record comes from; null for a bundle
    const record::Rules& rules(const mapping::Plan& plan, const form::Syntax* syntax);
    record::Writer& writer(const form::Form& form, const form::Syntax& syntax, record::WriteOptions options);

    // Reads a bundle with the names of the catalogue.
    diag::Result<void> parse(std::string_view bytes, json::Tree& tree);

    // R4's definitions, opened on first use.
    diag::Result<const definitions::R4Definitions*> r4();
    // Reads any FHIR with the names of the definitions.
    diag::Result<void> parse_fhir(std::string_view bytes, json::Tree& tree);
    diag::Result<void> read_xml(std::string_view bytes, xml::Document& out, diag::Report& report);

    std::size_t capacity() const; // the size of the largest document that fits without growing, in bytes

    // Scratch space for one document; each user clears what it uses.
    record::Record& record();
    record::Record& second_record();
    json::Tree& tree();
    json::Tree& second_tree();
    base::Buffer& buffer();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei::service
