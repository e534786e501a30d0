// What one thread keeps from document to document: parsers, records, and the engines of every form it has met.
#pragma once

#include "gateway/base/buffer.h"
#include "gateway/forms/rules.h"
#include "gateway/forms/writer.h"
#include "gateway/json/parser.h"
#include "gateway/mapping/catalogue.h"
#include "gateway/mapping/fill.h"
#include "gateway/mapping/match.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace renkei::service {

class Worker {
public:
    explicit Worker(const mapping::Catalogue& catalogue);  // which must outlive the worker

    const mapping::Catalogue& catalogue() const { return *catalogue_; }

    mapping::Fill& fill(const mapping::Plan& plan);
    mapping::Matcher& matcher(const mapping::Plan& plan);
    // `syntax`: of the file that the record comes from; null for a bundle
    const forms::Rules& rules(const mapping::Plan& plan, const forms::Syntax* syntax);
    forms::Writer& writer(const forms::Form& form, const forms::Syntax& syntax, forms::WriteOptions options);

    // Reads a bundle with the names of the catalogue.
    diag::Result<void> parse(std::string_view bytes, json::Tree& tree) { return parser_.parse(bytes, tree); }

    // Room for one document on its way; every user clears what it uses.
    forms::Record& record() { return record_; }
    forms::Record& other_record() { return other_record_; }
    json::Tree& tree() { return tree_; }
    json::Tree& other_tree() { return other_tree_; }
    base::Buffer& buffer() { return buffer_; }

private:
    struct Engines {
        std::optional<mapping::Fill> fill;
        std::optional<mapping::Matcher> matcher;
        std::map<const forms::Syntax*, forms::Rules> rules;
    };
    struct WriterKey {
        const forms::Syntax* syntax;  // points into its form, so it stands for both
        std::optional<text::Encoding> encoding;
        auto operator<=>(const WriterKey&) const = default;
    };

    const mapping::Catalogue* catalogue_;
    std::map<const mapping::Plan*, Engines> engines_;
    std::map<WriterKey, forms::Writer> writers_;
    json::Parser parser_;
    json::Tree tree_;
    json::Tree other_tree_;
    base::Buffer buffer_;
    forms::Record record_;
    forms::Record other_record_;
};

}  // namespace renkei::service
