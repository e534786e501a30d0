// Brings a differential into the base's elements.
#pragma once

#include "gateway/fhir/profiles/constrain.h"
#include "gateway/fhir/profiles/element_expander.h"

namespace renkei::profiles {

class Merge {
public:
    Merge(ElementExpander& expander, const ConstrainContext& with, const FindStructure& find, bool may_add,
          std::size_t most)
        : expander_(expander),
          with_(with),
          find_(find),
          may_add_(may_add),
          max_(most) {}

    // root: the base's, with all below it
    void all(ElementNode& root, const ElementNode& change);
    bool is_too_large() const { return made_ > max_; }

private:
    void element(ElementNode& element, const ElementNode& change, const std::string& id);
    void children(ElementNode& parent, const ElementNode& change, const std::string& id);
    void child(ElementNode& parent, const ElementNode& change, const std::string& id, std::size_t& last);
    void type_slice(ElementNode& choice, const ElementNode& change, const std::string& id);
    void slices(ElementNode& element, const std::vector<const ElementNode*>& changes, bool is_closed,
                const std::string& id);
    void set_slicing(ElementNode& element, const std::string& id);
    bool may_begin(const ElementNode& sliced, const ElementNode& change, bool is_closed,
                   const std::string& id);
    ElementNode new_slice(const ElementNode& sliced, const ElementNode& change, const std::string& id);
    void add(ElementNode& parent, const ElementNode& change, const std::string& id);
    void take_element_rules(ElementDraft& draft);
    void grow(const ElementNode& by) { made_ += count_of(by); }

    ElementExpander& expander_;
    const ConstrainContext& with_;
    const FindStructure& find_;
    bool may_add_; // a specialization adds elements, a profile does not
    std::size_t max_;
    std::size_t made_ = 0;
};

} // namespace renkei::profiles
