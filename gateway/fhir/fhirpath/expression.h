// A FHIRPath expression, read and checked once, evaluated many times. Immutable: threads may share it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/fhir/definitions/r4_definitions.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace renkei::fhirpath {

struct Program;

enum class Checks : std::uint8_t {
    none,           // only errors whatever the input is: syntax, unknown functions and types, argument counts
    names,          // names of elements and types of inputs, too, as far as the type is known
    names_and_order // and first(), skip() … of a collection whose order is not defined
};

struct CompileOptions {
    Checks checks = Checks::none;
    // the type that the expression will be evaluated on: Patient, Patient.contact; zero if unknown
    definitions::TypeId context{};
    std::uint32_t max_depth = 100;
    std::uint32_t max_bytes = 64 * 1024;
};

class Expression {
public:
    Expression(Expression&&) noexcept;
    Expression& operator=(Expression&&) noexcept;
    ~Expression(); // where Program is known

    const std::string& text() const;
    const Program& program() const { return *program_; }
    // Has the expression the same result for inputs that differ in texts, dates and numbers only?
    bool is_structure_only() const;

private:
    friend diag::Result<Expression> compile(std::string_view, const definitions::R4Definitions&,
                                            const CompileOptions&);
    explicit Expression(std::unique_ptr<const Program> program);
    std::unique_ptr<const Program> program_;
};

// The error's line and column count within `text`; its path is empty. `r4` must outlive the expression.
[[nodiscard]] diag::Result<Expression> compile(std::string_view text, const definitions::R4Definitions& r4,
                                               const CompileOptions& options = {});

} // namespace renkei::fhirpath
