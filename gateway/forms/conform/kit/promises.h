// What every document of a form keeps besides its record, as readers rely on it: promises.tsv of the kit.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/fhirpath/evaluator.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

struct Promise {
    std::string id;
    std::string forms; // "*" or ids of forms, joined by commas
    fhirpath::Expression expression;
    std::string why;
    std::string counterexample; // JSON Patch (RFC 6902) that breaks it

    bool is_of(std::string_view form) const;
};

class Promises {
public:
    // `r4` must outlive the promises.
    static diag::Result<Promises> read(const std::filesystem::path& kit,
                                       const definitions::R4Definitions& r4);

    const std::vector<Promise>& all() const { return all_; }
    // `bundle`: read with the names of R4.
    bool holds(const Promise& promise, const json::Tree& bundle);
    // Adds an error for each promise of the form that the document breaks.
    void check(std::string_view form, const json::Tree& bundle, diag::Report& report);

private:
    explicit Promises(const definitions::R4Definitions& r4) : r4_(&r4), evaluator_(r4) {}

    const definitions::R4Definitions* r4_;
    std::vector<Promise> all_;
    fhirpath::Evaluator evaluator_;
};

} // namespace renkei::conform
