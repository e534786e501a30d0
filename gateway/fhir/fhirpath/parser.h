// Reads the tokens of an expression into a Program: a Pratt parser, one operation a construct.
#pragma once

#include "gateway/fhir/fhirpath/expression.h"
#include "gateway/fhir/fhirpath/functions.h"
#include "gateway/fhir/fhirpath/lexer.h"
#include "gateway/fhir/fhirpath/program.h"

namespace renkei::fhirpath {

class Parser {
public:
    Parser(std::string_view text, const definitions::R4Definitions& r4, const CompileOptions& options);
    diag::Result<std::unique_ptr<Program>> parse();

private:
    using OpResult = diag::Result<OpId>;

    OpResult expression(int power);
    OpResult prefix();
    OpResult term();
    OpResult name_term();
    OpResult after_dot(OpId input);
    OpResult indexer(OpId input);
    OpResult number();
    OpResult long_number();
    OpResult moment();
    OpResult variable();
    OpResult dollar();
    OpResult member(OpCode code, OpId input, const Token& name);
    OpResult call(OpId input, const Token& name);
    diag::Result<std::vector<OpId>> arguments(const Function& function, const Token& name);
    OpResult sort_argument();
    OpResult type_test(OpCode code, OpId input, std::size_t at);

    diag::Result<std::uint16_t> type_name();
    diag::Result<std::string> identifier();
    OpResult add(Op op);
    OpResult literal(Item item, std::size_t at);
    OpResult text_literal(std::string text, std::size_t at);
    diag::Result<void> advance();
    diag::Result<void> expect(std::string_view symbol);
    tl::unexpected<diag::Error> unexpected(std::string_view wanted) const;
    std::string_view keep(std::string text);
    std::uint16_t step(const std::string& name);

    const definitions::R4Definitions& r4_;
    CompileOptions options_;
    std::unique_ptr<Program> program_;
    Lexer lexer_;
    Token token_; // the next one
    std::uint32_t depth_ = 0;
};

} // namespace renkei::fhirpath
