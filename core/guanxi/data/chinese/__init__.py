"""What Chinese data needs: pinyin, names, phones, codes with check digits, amounts in words, folding of width
and traditional signs.
"""
