"""The grid in which segments are read and typed: model, view, delegate, cell editor.

It knows segments and nothing of where they come from: pages, saves and people are its owner's business, who
answers the model's wishes and settles its edits. It must not import operations or the store.
"""
