// Build time: collects the types and elements of StructureDefinitions, then writes them as rows that know one
// another.
#pragma once

#include "gateway/fhir/definitions/make_terminology.h"

#include <map>
#include <string>
#include <vector>

namespace renkei::definitions {

class TypesBuilder {
public:
    // Takes resource types and data types; passes over profiles, extensions and logical models.
    void add(Json structure_definition, TerminologyBuilder& terms);

    // Returns what does not fit together; empty if all is well.
    std::vector<std::string> write(base::BlobWriter& out, const TerminologyBuilder& terms);

private:
    struct Alternative {
        std::string type;
        std::vector<std::string> targets;
    };
    struct Line { // one ElementDefinition
        std::string name;
        std::string content_reference;
        std::vector<Alternative> types;
        std::string value_set{};
        Strength strength = Strength::none;
        std::uint16_t min = 0;
        std::uint16_t max = 1;
        bool is_array = false;
        bool is_summary = false;
        bool is_modifier = false;
        bool is_xml_attribute = false;
    };
    struct Draft {
        TypeKind kind = TypeKind::none;
        std::string base;
        bool is_abstract = false;
        std::vector<Line> lines;
    };
    static Line line_of(Json element, std::string_view path, TypeKind kind);
    static std::vector<Alternative> types_of(Json element, std::string_view path, TypeKind kind);

    TypeId number_of(const std::string& name);
    void write_line(base::BlobWriter& out, const TerminologyBuilder& terms, const Line& line, Element row);
    Element element(base::BlobWriter& out, const Line& line, const Alternative& alternative, Element row);
    void index_by_name(std::size_t first);
    void write_names(base::BlobWriter& out);

    std::map<std::string, Draft> drafts_;
    std::vector<Element> elements_;
    std::vector<std::string> names_; // of elements_
    std::vector<std::uint16_t> by_name_;
    std::vector<TypeId> targets_;
    std::vector<std::string> problems_;
};

} // namespace renkei::definitions
