// One version of a document as FHIR resources: those of its Bundle, each under its own logical id, with
// references between them rewritten to these ids. Nothing of it is stored: it is computed on request.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/network/store/rows/rows.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace renkei::mhd {

using diag::Result;

class DocumentView {
public:
    // `fhir`: the FHIR document in JSON as it is kept; empty: this version has none (an attachment), so no
    // resources either. `original`: what it was made from, as it came; empty: nothing but itself.
    static diag::Result<std::unique_ptr<DocumentView>> open(store::Version version, std::string fhir,
                                                            std::string original = {});
    DocumentView(const DocumentView&) = delete;
    DocumentView& operator=(const DocumentView&) = delete;

    const store::Version& version() const { return version_; }
    std::string sha1() const; // of the original, base64
    const json::Tree& tree() const { return tree_; }
    const resources::BundleIndex& index() const { return index_; }
    std::size_t count() const { return index_.entries().size(); }
    std::string_view type(std::size_t number) const { return index_.entries()[number].type; }
    json::NodeId resource(std::size_t number) const { return index_.entries()[number].resource; }
    // no_node: results alone, or no FHIR
    json::NodeId composition() const {
        return count() == 0 || type(0) != "Composition" ? json::no_node : resource(0);
    }
    // number of the Patient it is about; resources::no_entry: none
    std::size_t subject() const { return subject_; }

    // What a reference in resource `from` leads to.
    std::optional<resources::ReferenceTarget> find(std::string_view reference, std::uint32_t from) const {
        return index_.find(reference, from);
    }
    // "Patient/….1" for a reference to a resource of this document; anything else as it is.
    std::string relative(std::string_view reference, std::uint32_t from) const;

    // JSON, appended. `base`: of the API; meta.source leads to the document there.
    void write(std::size_t number, std::string_view base, std::string& out) const;
    // The document itself, which is no attachment; its entries as they are kept.
    void write_bundle(std::string& out) const;

private:
    DocumentView(store::Version version, std::string fhir, std::string original)
        : version_(std::move(version)),
          fhir_(std::move(fhir)),
          original_(std::move(original)) {}
    void find_subject();

    store::Version version_;
    std::string fhir_;     // what the tree looks into
    std::string original_; // empty: fhir_ is
    json::Tree tree_;
    resources::BundleIndex index_;
    std::size_t subject_ = resources::no_entry;
};

bool is_reference(const json::Tree& tree, json::NodeId node); // the text of one
// A value and all below it. `other`: what a reference becomes.
void copy_value(json::Writer& writer, const json::Tree& tree, json::NodeId node,
                const std::function<std::string(std::string_view)>& other);

} // namespace renkei::mhd
