#include "gateway/fhir/fhirpath/expression.h"

#include "gateway/fhir/fhirpath/check_types.h"
#include "gateway/fhir/fhirpath/parser.h"
#include "gateway/fhir/fhirpath/program.h"
#include "gateway/fhir/fhirpath/simple_predicate.h"

namespace renkei::fhirpath {
namespace {

// Marks unions that need not look for equal items, because these make no difference to the result.
void relax(Program& program, OpId id) {
    for (Op* op = &program.ops[id]; op->code == OpCode::unite; op = &program.ops[op->input]) {
        op->keeps_twice = true;
        if (program.ops[op->right].code == OpCode::unite) {
            relax(program, op->right);
        }
    }
}

void relax_unions(Program& program) {
    for (std::size_t n = 0; n < program.ops.size(); ++n) {
        const Op op = program.ops[n];
        if (op.code == OpCode::in) {
            relax(program, op.right);
        } else if (op.input != no_op && (op.code == OpCode::contains || op.code == OpCode::exists ||
                                         op.code == OpCode::is_empty)) {
            relax(program, op.input);
        }
    }
}

} // namespace

Expression::Expression(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

const std::string& Expression::text() const { return program_->text; }

bool Expression::is_structure_only() const { return program_->is_structure_only; }

diag::Result<Expression> compile(std::string_view text, const definitions::R4Definitions& r4,
                                 const CompileOptions& options) {
    Parser parser(text, r4, options);
    TRY(std::unique_ptr<Program> program, parser.parse());
    relax_unions(*program);
    if (options.checks != Checks::none) {
        TRY_VOID(check_types(*program, options));
    }
    mark_simple_predicates(*program);
    program->is_structure_only = is_structure_only(*program);
    return Expression(std::move(program));
}

} // namespace renkei::fhirpath
